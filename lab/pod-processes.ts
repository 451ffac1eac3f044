import { execFile } from "node:child_process";
import * as fs from "node:fs";
import { promisify } from "node:util";
import type { AppServerConfig } from "./app-config";
import type { Cluster } from "./clusters";
import type { LabContext } from "./context";
import type { KubeClient } from "../kube/client";
import { inNetwork } from "./network";
import { answers } from "./probe";
import { podParts, resolveEnv } from "./pod-spec";
import type { Pod, PodParts } from "./pod-spec";
import type { LabProcess } from "./process";
import { LabProcess as Process } from "./process";
import { redirectTraffic, startSidecar, writeSidecarFiles } from "./sidecar";
import { appSourceAddress, dnsProxy } from "./sidecar-addresses";

/** Where the supervisor puts the bundled server, on a private tmpfs. */
export const appServerBundle = "/run/lab/app-server.cjs";

/** Where the pods' folders are: tokens and keys never touch the disk. */
const podFolder = "/run/lab/pods";

/** A process that should run until the pod ends. */
export interface Kept {
  process: LabProcess;
  restarts: number;
  /** Time before which it is not started again, in milliseconds since the epoch. */
  notBefore: number;
}

/** The network namespace and the processes that stand for one pod. */
export class PodProcesses {
  readonly parts: PodParts;
  /** The pod's network namespace, by which `lab exec` finds it. */
  readonly network: string;
  readonly folder: string;
  proxy?: Kept;
  apps?: Kept;

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
    fs.mkdirSync(this.folder, { recursive: true });
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
   * Ends the processes as a kubelet does: SIGTERM, then up to the grace period, then SIGKILL. A native
   * sidecar is told to drain at once and gets its SIGTERM when the other containers have ended; a
   * sidecar of the older kind gets it together with them.
   */
  async stop(graceMs: number): Promise<void> {
    const deadline = Date.now() + graceMs;
    const left = (): number => Math.max(0, deadline - Date.now());
    if (this.parts.nativeSidecar && this.proxy?.process.running && graceMs > 0) {
      await this.drain().catch((error: Error) => this.context.log(`drain: ${error.message}`));
      await this.apps?.process.stop(left());
    }
    await Promise.all([this.apps?.process.stop(left()), this.proxy?.process.stop(left())]);
  }

  /** Ends whatever still runs in the namespace and removes it with the pod's files. */
  async remove(): Promise<void> {
    await this.context.network.remove(this.network);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }

  /** What injection writes as the native sidecar's preStop hook. */
  private async drain(): Promise<void> {
    const command = [this.context.tools.pilotAgent, "request", "--debug-port=15020"];
    const [program, ...args] = inNetwork([...command, "POST", "drain"], this) as [
      string,
      ...string[],
    ];
    await promisify(execFile)(program, args);
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
    return new Process({
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

/** Whether a process has to be started now: the first time at once, later after a growing pause. */
function isDue(kept: Kept | undefined, log: (line: string) => void): boolean {
  if (!kept) return true;
  if (kept.process.running) return false;
  if (kept.notBefore === 0) {
    log(`${kept.process.options.name} has ended, see ${kept.process.options.log}`);
    kept.notBefore = Date.now() + Math.min(30_000, 500 * 2 ** kept.restarts);
  }
  return Date.now() >= kept.notBefore;
}

function next(before: Kept | undefined, process: LabProcess): Kept {
  return { process, restarts: before ? before.restarts + 1 : 0, notBefore: 0 };
}
