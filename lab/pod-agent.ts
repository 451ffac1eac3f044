import type { LabContext } from "./context";
import type { ControlPlane } from "./control-plane";
import { PodRunner } from "./pod-runner";
import type { Pod } from "./pod-spec";
import { watchList } from "./watch";

/** Plays the kubelet for the pods of one cluster: it keeps a process for every pod that has an address. */
export class PodAgent {
  private readonly runners = new Map<string, PodRunner>();
  private readonly stopped = new AbortController();

  constructor(
    private readonly context: LabContext,
    private readonly plane: ControlPlane,
  ) {}

  /** Starts watching; resolves when the pods that exist already have been taken on. */
  start(): Promise<void> {
    const { client, cluster } = this.plane;
    const path = `/api/v1/pods?fieldSelector=spec.nodeName%3D${cluster.node}`;
    return new Promise((resolve) => {
      void watchList<Pod>(
        client,
        path,
        {
          changed: (pod) => this.changed(pod),
          gone: (pod) => this.gone(pod),
          synced: resolve,
          broken: (error) => this.context.log(`${cluster.name}: pod watch: ${error.message}`),
        },
        this.stopped.signal,
      );
    });
  }

  /** The pods that can answer now. */
  readyPods(): Pod[] {
    return [...this.runners.values()].filter(({ ready }) => ready).map(({ pod }) => pod);
  }

  /** The pods that are not ready but will be, as far as one can tell. */
  pendingPods(): Pod[] {
    return [...this.runners.values()]
      .filter(({ ready, neverReady }) => !ready && !neverReady)
      .map(({ pod }) => pod);
  }

  /** Stops watching; the pods' processes end with the namespaces. */
  stop(): void {
    this.stopped.abort();
  }

  private changed(pod: Pod): void {
    const uid = pod.metadata.uid ?? "";
    const runner = this.runners.get(uid);
    if (runner) return runner.update(pod);
    const { phase } = pod.status;
    const finished = phase === "Succeeded" || phase === "Failed";
    const leaving = pod.metadata.deletionTimestamp !== undefined;
    if ((pod.status.podIP && !finished) || leaving) {
      this.runners.set(uid, new PodRunner(this.context, this.plane, pod));
    }
  }

  private gone(pod: Pod): void {
    const uid = pod.metadata.uid ?? "";
    // Removed by force: nobody waits for it any more.
    void this.runners.get(uid)?.stop(0);
    this.runners.delete(uid);
  }
}
