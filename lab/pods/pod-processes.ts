// The network namespace and the processes that stand for one pod.
import { execFile } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { promisify } from "node:util";
import type { AppServerConfig } from "../apps/app-config";
import type { Cluster } from "../clusters";
import type { LabContext } from "../context";
import type { KubeClient } from "../../kubernetes/client";
import { inNetwork } from "../network/network";
import { warnOfPod } from "./pod-event";
import { terminate } from "./pod-termination";
import { runPreStop } from "./pre-stop";
import { answers } from "./probe";
import { isDue, next, type Restarted } from "./restarts";
import { type Container, type Pod, podParts, type PodParts, resolveEnv } from "./pod-spec";
import { LabProcess } from "../process";
import { redirectTraffic, startSidecar, writeSidecarFiles } from "../mesh/sidecar";
import { appSourceAddress, dnsProxy } from "../mesh/sidecar-addresses";

/** Where the supervisor puts the bundled server, on a private tmpfs. */
export const appServerBundle = "/run/lab/app-server.cjs";

/** Where the pods' folders are: tokens and keys never touch the disk. */
const podFolder = "/run/lab/pods";

/** The network namespace and the processes that stand for one pod. */
export class PodProcesses {
  readonly parts: PodParts;
  /** The pod's network namespace, by which `lab exec` finds it. */
  readonly network: string;
  readonly folder: string;
  proxy?: Restarted;
  apps?: Restarted;
  private readonly forced = new AbortController();

  constructor(
    private readonly context: LabContext,
    private readonly cluster: Cluster,
    private readonly client: KubeClient,
    private readonly pod: Pod,
    private readonly address: string,
  ) {
    this.parts = podParts(pod);
    this.network = podNetwork(pod);
    this.folder = `${podFolder}/${pod.metadata.uid}`;
  }

  /** Makes the namespace and redirects its traffic if the pod was injected. */
  async prepare(): Promise<void> {
    const { context, pod, parts, network } = this;
    await context.network.add(network, this.address);
    mkdirSync(this.folder, { recursive: true });
    await Promise.all([
      parts.proxy && writeSidecarFiles(context, this.client, pod, this.folder),
      parts.init && redirectTraffic(context, pod, parts.init, network),
    ]);
  }

  /** Starts what should run and does not, waiting longer after each end. */
  async keepRunning(withApps: boolean): Promise<void> {
    const { context, pod, parts, network, folder } = this;
    const { proxy } = parts;
    if (proxy && isDue(this.proxy, context.log)) {
      if (this.proxy) await context.network.killAll(network, [this.apps?.process.pid]);
      const log = this.log("sidecar");
      this.proxy = next(this.proxy, startSidecar(context, pod, proxy, { folder, network, log }));
    }
    if (withApps && parts.apps.length > 0 && isDue(this.apps, context.log)) {
      this.apps = next(this.apps, this.startApps());
    }
  }

  /** Whether the sidecar says that it is ready. */
  proxyReady(): Promise<boolean> {
    if (!this.proxy?.process.running) return Promise.resolve(false);
    return answers({ url: `http://${this.address}:15021/healthz/ready` }, 3_000);
  }

  /** Whether the server answers. */
  appsReady(): Promise<boolean> {
    if (!this.apps?.process.running) return Promise.resolve(false);
    return answers({ socketPath: this.healthSocket }, 3_000);
  }

  /**
   * Ends the processes as a kubelet does, see `terminate`.
   *
   * @param appsEnded called when the server has ended while the sidecar goes on.
   */
  async stop(graceMs: number, appsEnded: () => Promise<void>): Promise<void> {
    const { proxy, apps, nativeSidecar } = this.parts;
    if (this.proxy) void this.apps?.process.exited.then(appsEnded);
    await terminate(
      {
        ...(this.apps ? { apps: { containers: apps, process: this.apps.process } } : {}),
        ...(this.proxy && proxy
          ? { proxy: { containers: [proxy], process: this.proxy.process } }
          : {}),
        nativeSidecar,
        hook: (container, signal) => this.hook(container, signal),
        force: this.forced.signal,
      },
      graceMs,
    );
  }

  /** Ends them at once, also while `stop` still waits. */
  kill(): void {
    this.forced.abort();
    for (const kept of [this.apps, this.proxy]) kept?.process.kill("SIGKILL");
  }

  /** Ends whatever still runs in the namespace and removes it with the pod's files. */
  async remove(): Promise<void> {
    await this.context.network.remove(this.network);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async hook(container: Container, signal: AbortSignal): Promise<void> {
    const place = { address: this.address, signal };
    const isProxy = container === this.parts.proxy;
    const exec = (command: string[]): Promise<unknown> => this.inSidecar(command);
    try {
      await runPreStop(container, isProxy ? { ...place, exec } : place);
    } catch (error) {
      const { message } = error as Error;
      this.context.log(`${this.cluster.name}/${this.network}: ${message}`);
      await warnOfPod(this.client, this.pod, "FailedPreStopHook", message).catch((error: Error) =>
        this.context.log(`${this.network}: event: ${error.message}`),
      );
    }
  }

  /** Runs a command of the sidecar's image, such as the hook that injection writes: `pilot-agent request …`. */
  private async inSidecar([program, ...args]: string[]): Promise<void> {
    if (program !== "pilot-agent" && program !== "/usr/local/bin/pilot-agent") {
      throw new Error(`the lab's sidecar has no program ${program}: it has pilot-agent alone`);
    }
    const command = inNetwork([this.context.tools.pilotAgent, ...args], this) as [
      string,
      ...string[],
    ];
    await promisify(execFile)(command[0], command.slice(1));
  }

  private get healthSocket(): string {
    return `${this.folder}/app.sock`;
  }

  private log(part: string): string {
    const { namespace, name } = this.pod.metadata;
    return this.context.folder.file(
      "logs",
      "pods",
      `${this.cluster.name}.${namespace}.${name}.${part}.log`,
    );
  }

  private startApps(): LabProcess {
    const { pod, parts } = this;
    const config: AppServerConfig = {
      cluster: this.cluster.name,
      namespace: pod.metadata.namespace ?? "default",
      pod: pod.metadata.name,
      labels: pod.metadata.labels ?? {},
      containers: parts.apps.map((container) => ({
        name: container.name,
        image: container.image,
        env: resolveEnv(pod, container),
        ports: (container.ports ?? [])
          .filter(({ protocol }) => (protocol ?? "TCP") === "TCP")
          .map(({ containerPort }) => containerPort),
      })),
      healthSocket: this.healthSocket,
      ...(parts.proxy ? { dnsServer: dnsProxy } : {}),
      ...(parts.init && this.context.proxyUser === 0 ? { sourceAddress: appSourceAddress } : {}),
    };
    return new LabProcess({
      name: `server of ${pod.metadata.namespace}/${pod.metadata.name}`,
      command: process.execPath,
      args: ["--max-semi-space-size=1", "--max-old-space-size=64", appServerBundle],
      env: { LAB_APP: JSON.stringify(config), UV_THREADPOOL_SIZE: "1" },
      network: this.network,
      log: this.log("server"),
    });
  }
}

/** Name of a pod's network namespace. */
export function podNetwork(pod: { metadata: { uid?: string } }): string {
  return `pod-${pod.metadata.uid}`;
}
