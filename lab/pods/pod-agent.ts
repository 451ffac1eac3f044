// The pod agent of one cluster: watches pods and runs each.
import { AddressPool } from "../network/address-pool";
import type { LabContext } from "../context";
import { type ControlPlane, controlPlaneNetwork } from "../control-plane/control-plane";
import { podNetwork } from "./pod-processes";
import { PodRunner } from "./pod-runner";
import { mirrorAnnotation, type Pod } from "./pod-spec";
import { watchList } from "../control-plane/watch";

/**
 * Plays the kubelet and the network plug-in for the pods of one cluster: it gives every pod of the node
 * an address, a network namespace and processes, and reports what becomes of them.
 */
export class PodAgent {
  private readonly runners = new Map<string, PodRunner>();
  /** What runs without this agent, on the node's own network. */
  private readonly mirrors = new Map<string, Pod>();
  private readonly addresses: AddressPool;
  private readonly stopped = new AbortController();
  /** Pods without an address that were seen before all addresses in use were known. */
  private early: Pod[] | undefined = [];

  constructor(
    private readonly context: LabContext,
    private readonly plane: ControlPlane,
  ) {
    this.addresses = new AddressPool(plane.cluster.podRange);
  }

  /** Starts watching; resolves when the pods that exist already have been taken on. */
  start(): Promise<void> {
    const { client, cluster } = this.plane;
    const path = `/api/v1/pods?fieldSelector=spec.nodeName%3D${cluster.node}`;
    return new Promise((done) => {
      const synced = (): void => {
        const early = this.early ?? [];
        this.early = undefined;
        early.forEach((pod) => this.changed(pod));
        done();
      };
      void watchList<Pod>(
        client,
        path,
        {
          changed: (pod) => this.changed(pod),
          gone: (pod) => void this.gone(pod),
          synced,
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

  /** Identity and network namespace of a pod that runs, by its namespace and name. */
  placeOf(namespace: string, name: string): { uid: string; network: string } | undefined {
    const named = ({ metadata }: Pod): boolean =>
      metadata.namespace === namespace && metadata.name === name;
    const mirror = [...this.mirrors.values()].find(named);
    if (mirror) return { uid: uidOf(mirror), network: controlPlaneNetwork(this.plane.cluster) };
    const runner = [...this.runners.values()].find(({ pod, running }) => running && named(pod));
    return runner && { uid: uidOf(runner.pod), network: podNetwork(runner.pod) };
  }

  /** Stops watching; the pods' processes end with the namespaces. */
  stop(): void {
    this.stopped.abort();
  }

  private changed(pod: Pod): void {
    const uid = uidOf(pod);
    if (pod.metadata.annotations?.[mirrorAnnotation]) return void this.mirrors.set(uid, pod);
    const runner = this.runners.get(uid);
    if (runner) return runner.update(pod);
    const { phase, podIP } = pod.status;
    if (podIP) this.addresses.keep(uid, podIP);
    else if (this.early) return void this.early.push(pod);
    const finished = phase === "Succeeded" || phase === "Failed";
    if (finished && !pod.metadata.deletionTimestamp) return;
    const address = podIP ?? this.addresses.take(uid);
    if (!address) {
      // It stays Pending, as on a node that is full.
      this.context.log(`${this.plane.cluster.name}: no address left for ${pod.metadata.name}`);
      return;
    }
    this.runners.set(uid, new PodRunner(this.context, this.plane, pod, address));
  }

  private async gone(pod: Pod): Promise<void> {
    const uid = uidOf(pod);
    if (this.mirrors.delete(uid)) return;
    // If it was removed by force, no caller waits for it any more.
    await this.runners.get(uid)?.stop(0);
    this.runners.delete(uid);
    this.addresses.release(uid);
  }
}

function uidOf({ metadata }: Pod): string {
  return metadata.uid ?? "";
}
