import { setTimeout as sleep } from "node:timers/promises";
import type { LabContext } from "../context";
import type { ControlPlane } from "../control-plane/control-plane";
import { KubeError } from "../../kubernetes/client";
import { PodProcesses } from "./pod-processes";
import { neverReadyAnnotation } from "./pod-spec";
import type { Pod } from "./pod-spec";
import { isReady, kubeTime, podStatus } from "./pod-status";
import type { PodState } from "./pod-status";
import { renewToken, tokenRenewalMs } from "../mesh/sidecar";

/** Milliseconds between probes until a pod is ready, and afterwards. */
const eagerProbeMs = 100;
const calmProbeMs = 1_000;

/** Time of eager probes; a pod that is not ready by then has another trouble than its start. */
const eagerMs = 20_000;

/** Failed probes in a row after which a ready pod is not ready any more; the end of a process counts at once. */
const failureThreshold = 3;

/** Runs one pod from its first sight to its removal from the API. */
export class PodRunner {
  private readonly state: PodState;
  private processes?: PodProcesses;
  private reported = "";
  private stopping?: Promise<void>;
  private ended = false;
  private removed = false;
  private misses = 0;
  /** Grace period in milliseconds. */
  private grace = Infinity;

  private latest: Pod;

  constructor(
    private readonly context: LabContext,
    private readonly plane: ControlPlane,
    pod: Pod,
    private readonly address: string,
  ) {
    this.latest = pod;
    this.state = {
      initialized: false,
      proxyReady: false,
      appsReady: false,
      imageMissing: imageMissing(pod),
      proxyRestarts: 0,
      appRestarts: 0,
      startedAt: kubeTime(),
    };
    void this.run();
  }

  /** The latest version of the object, with its address also before the API knows it. */
  get pod(): Pod {
    const { status } = this.latest;
    const addresses = { podIP: this.address, hostIP: this.plane.cluster.address };
    return { ...this.latest, status: { ...status, ...addresses } };
  }

  /** Whether the pod can answer now. */
  get ready(): boolean {
    return !this.stopping && isReady(this.pod, this.state);
  }

  /** Whether its network namespace is there. */
  get running(): boolean {
    return this.state.initialized && !this.removed;
  }

  /** Whether the pod was made never to become ready. */
  get neverReady(): boolean {
    return this.state.imageMissing;
  }

  /** Takes the object's new version, and ends the pod when that says so. */
  update(pod: Pod): void {
    this.latest = pod;
    if (pod.metadata.deletionTimestamp) void this.stop(graceMs(pod));
  }

  /** Ends the pod: processes, namespace, API object. A later call may only shorten the grace period. */
  stop(grace: number): Promise<void> {
    if (this.stopping && grace < this.grace) setTimeout(() => this.processes?.kill(), grace);
    this.grace = Math.min(grace, this.grace);
    this.stopping ??= this.end(grace);
    return this.stopping;
  }

  private async run(): Promise<void> {
    if (this.pod.metadata.deletionTimestamp) return void this.stop(graceMs(this.pod));
    // Its address, which its containers may read; and a pod of an earlier run may still be called ready.
    await this.report();
    for (let wait = 250; !this.stopping; wait = Math.min(wait * 2, 5_000)) {
      try {
        await this.start();
        break;
      } catch (error) {
        this.context.log(`${this.title}: ${(error as Error).message}`);
        await this.processes?.remove();
        await sleep(wait);
      }
    }
    const startedAt = Date.now();
    let renewAt = startedAt + tokenRenewalMs;
    while (!this.stopping) {
      await this.probe();
      await this.report();
      if (Date.now() > renewAt && this.processes?.parts.proxy) {
        renewAt = Date.now() + tokenRenewalMs;
        await renewToken(this.plane.client, this.pod, this.processes.folder).catch((error: Error) =>
          this.context.log(`${this.title}: token: ${error.message}`),
        );
      }
      const starting = !this.ready && Date.now() < startedAt + eagerMs;
      await sleep(starting ? eagerProbeMs : calmProbeMs);
    }
    this.ended = true;
  }

  private async start(): Promise<void> {
    const { cluster, client } = this.plane;
    this.processes = new PodProcesses(this.context, cluster, client, this.pod, this.address);
    await this.processes.prepare();
    this.state.initialized = true;
    this.state.startedAt = kubeTime();
  }

  private async probe(): Promise<void> {
    const { processes, state } = this;
    if (!processes || this.stopping) return;
    await processes.keepRunning(!state.imageMissing);
    const [proxy, apps] = await Promise.all([processes.proxyReady(), processes.appsReady()]);
    const alive =
      (!processes.parts.proxy || processes.proxy?.process.running) &&
      (state.imageMissing || !processes.apps || processes.apps.process.running);
    const good = (proxy || !processes.parts.proxy) && (apps || !processes.apps);
    this.misses = good ? 0 : this.misses + 1;
    // One slow answer on a busy machine does not take a pod out of service.
    if (!good && alive && this.ready && this.misses < failureThreshold) return;
    state.proxyReady = proxy;
    state.appsReady = apps;
    state.proxyRestarts = processes.proxy?.restarts ?? 0;
    state.appRestarts = processes.apps?.restarts ?? 0;
  }

  private async report(): Promise<void> {
    const { spec, status, metadata } = this.pod;
    const gates = spec.readinessGates?.length ? status.conditions : undefined;
    const key = JSON.stringify([this.state, gates]);
    if (key === this.reported || metadata.deletionTimestamp) return;
    if (await this.patchStatus()) this.reported = key;
  }

  private async patchStatus(): Promise<boolean> {
    try {
      await this.plane.client.patch(`${this.path}/status`, {
        metadata: { uid: this.pod.metadata.uid },
        status: podStatus(this.pod, this.state, kubeTime()),
      });
      return true;
    } catch (error) {
      // Gone or replaced: the watch will say so.
      if (!(error instanceof KubeError && (error.status === 404 || error.status === 409))) {
        this.context.log(`${this.title}: status: ${(error as Error).message}`);
      }
      return false;
    }
  }

  private async end(grace: number): Promise<void> {
    const { processes, plane, pod } = this;
    try {
      await processes?.stop(grace, () => this.appsEnded());
      while (processes && !this.ended) await sleep(20);
      this.removed = true;
      await processes?.remove();
    } catch (error) {
      this.context.log(`${this.title}: end: ${(error as Error).message}`);
    }
    // Only now: its address may be given to another pod as soon as the object is gone.
    const options = {
      apiVersion: "v1",
      kind: "DeleteOptions",
      gracePeriodSeconds: 0,
      preconditions: { uid: pod.metadata.uid },
    };
    for (let wait = 250; ; wait = Math.min(wait * 2, 2_000)) {
      try {
        return await plane.client.delete(this.path, options);
      } catch (error) {
        // Another pod has its name already.
        if (error instanceof KubeError && error.status === 409) return;
        this.context.log(`${this.title}: delete: ${(error as Error).message}`);
        await sleep(wait);
      }
    }
  }

  /** A sidecar of the older kind may outlive the apps: the pod is no serving endpoint any more. */
  private async appsEnded(): Promise<void> {
    this.state.appsReady = false;
    if (!this.removed) await this.patchStatus();
  }

  private get path(): string {
    const { namespace, name } = this.pod.metadata;
    return `/api/v1/namespaces/${namespace}/pods/${name}`;
  }

  private get title(): string {
    return `${this.plane.cluster.name}/${this.pod.metadata.namespace}/${this.pod.metadata.name}`;
  }
}

function imageMissing({ metadata, spec }: Pod): boolean {
  return (
    metadata.annotations?.[neverReadyAnnotation] === "true" ||
    spec.containers.some(({ image }) => image.endsWith(":does-not-exist"))
  );
}

function graceMs({ metadata, spec }: Pod): number {
  const { deletionGracePeriodSeconds: given } = metadata;
  return (given ?? spec.terminationGracePeriodSeconds ?? 30) * 1000;
}
