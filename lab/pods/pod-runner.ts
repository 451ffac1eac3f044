// The life of one pod: start, probes, status, end.
import { setTimeout as sleep } from "node:timers/promises";
import type { LabContext } from "../context";
import type { ControlPlane } from "../control-plane/control-plane";
import { removeFromApi, writeStatus } from "./pod-object";
import { PodProcesses } from "./pod-processes";
import { neverReadyAnnotation, type Pod } from "./pod-spec";
import { isReady, kubeTime, saysAsReported, type PodState } from "./pod-status";
import { renewToken, tokenRenewalMs } from "../mesh/sidecar";

/** Milliseconds between looks at a pod until it is ready, and afterwards. Each look probes a pod that is not ready. */
const eagerLookMs = 100;
const calmLookMs = 1_000;

/**
 * Milliseconds between probes of a ready pod: of all that a pod without requests costs, they are most. Injection gives
 * sidecars 15 s. A probe that fails is tried again at the next look.
 */
const calmProbeMs = 4_000;

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
  private probeAt = 0;
  private graceMs = Infinity;

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

  /** Whether what should run does; with a pod's image missing, its sidecar alone should. */
  private get alive(): boolean {
    const { parts, proxy, apps } = this.processes ?? {};
    return (
      (!parts?.proxy || proxy?.process.running === true) &&
      (this.state.imageMissing || !apps || apps.process.running)
    );
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
    // Another writer changed what was reported: the next look reports it again.
    if (!saysAsReported(this.pod, this.state)) this.reported = "";
    if (pod.metadata.deletionTimestamp) void this.stop(gracePeriodMs(pod));
  }

  /** Ends the pod: processes, namespace, API object. A later call may only shorten the grace period. */
  stop(graceMs: number): Promise<void> {
    if (this.stopping && graceMs < this.graceMs) setTimeout(() => this.processes?.kill(), graceMs);
    this.graceMs = Math.min(graceMs, this.graceMs);
    this.stopping ??= this.end(graceMs);
    return this.stopping;
  }

  private async run(): Promise<void> {
    if (this.pod.metadata.deletionTimestamp) return void this.stop(gracePeriodMs(this.pod));
    // Its address, which its containers may read; and a pod of an earlier run may still be called ready.
    await this.report();
    for (let wait = 250; !this.stopping; wait = Math.min(wait * 2, 5_000)) {
      try {
        await this.start();
        break;
      } catch (error) {
        this.log((error as Error).message);
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
          this.log(`token: ${error.message}`),
        );
      }
      const starting = !this.ready && Date.now() < startedAt + eagerMs;
      await sleep(starting ? eagerLookMs : calmLookMs);
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
    if (this.ready && this.misses === 0 && this.alive && Date.now() < this.probeAt) return;
    this.probeAt = Date.now() + calmProbeMs;
    const [proxy, apps] = await Promise.all([processes.proxyReady(), processes.appsReady()]);
    const { alive } = this;
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
    if (await this.writeStatus()) this.reported = key;
  }

  private async end(graceMs: number): Promise<void> {
    const { processes, plane, pod } = this;
    try {
      await processes?.stop(graceMs, () => this.appsEnded());
      while (processes && !this.ended) await sleep(20);
      this.removed = true;
      await processes?.remove();
    } catch (error) {
      this.log(`end: ${(error as Error).message}`);
    }
    // Only now: its address may be given to another pod as soon as the object is gone.
    await removeFromApi(plane.client, pod, this.log);
  }

  /** A sidecar of the older kind may outlive the apps: the pod is no serving endpoint any more. */
  private async appsEnded(): Promise<void> {
    this.state.appsReady = false;
    if (!this.removed) await this.writeStatus();
  }

  private writeStatus(): Promise<boolean> {
    return writeStatus(this.plane.client, this.pod, this.state, this.log);
  }

  /** Logs a line under the pod's name. */
  private readonly log = (line: string): void => {
    const { namespace, name } = this.latest.metadata;
    this.context.log(`${this.plane.cluster.name}/${namespace}/${name}: ${line}`);
  };
}

function imageMissing({ metadata, spec }: Pod): boolean {
  return (
    metadata.annotations?.[neverReadyAnnotation] === "true" ||
    spec.containers.some(({ image }) => image.endsWith(":does-not-exist"))
  );
}

function gracePeriodMs({ metadata, spec }: Pod): number {
  const { deletionGracePeriodSeconds: given } = metadata;
  return (given ?? spec.terminationGracePeriodSeconds ?? 30) * 1000;
}
