// The Services of a mesh load in a cluster: written, changed at a rate, and removed.
import { setTimeout as sleep } from "node:timers/promises";
import { type KubeClient, KubeError } from "../../kubernetes/client";
import {
  endpointAddress,
  endpointList,
  loadNamespacePath,
  loadPaths,
  namespaceObject,
  podObject,
  podStatusOf,
  proxyName,
  serviceName,
  serviceObject,
  sliceObject,
} from "./objects";
import type { MeshLoad } from "./options";

/** Requests at once to the API server. */
const atOnce = 16;

/** Milliseconds that the API server gets to remove the namespace of an earlier load. */
const removalMs = 120_000;

/** What a mesh load keeps in the API of a cluster. */
export class LoadObjects {
  /** Endpoints that were changed. */
  changes = 0;
  private readonly addresses: string[][];
  private nextAddress = 0;

  constructor(
    private readonly client: KubeClient,
    private readonly load: MeshLoad,
  ) {
    this.addresses = Array.from({ length: load.services }, () =>
      Array.from({ length: load.endpoints }, () => this.newAddress()),
    );
  }

  /** Removes what an earlier load left, then writes Services, endpoints and pods, until the signal aborts. */
  async write(signal: AbortSignal): Promise<void> {
    const { client, load } = this;
    await this.remove();
    await this.gone();
    await client.create("/api/v1/namespaces", namespaceObject);
    await inTurn(load.services, signal, async (index) => {
      const addresses = this.addresses[index] ?? [];
      await client.create(loadPaths.services, serviceObject(index, load));
      await client.create(loadPaths.slices, sliceObject(index, load, addresses));
    });
    await this.serviceAccount();
    const now = `${new Date().toISOString().slice(0, 19)}Z`;
    await inTurn(load.proxies, signal, async (index) => {
      await client.create(loadPaths.pods, podObject(index));
      await client.patch(`${loadPaths.pods}/${proxyName(index)}/status`, podStatusOf(index, now));
    });
  }

  /**
   * Replaces an endpoint of each Service in turn, at the rate of the load, until the signal aborts. A change that an API
   * server does not take, which may be away, is left out.
   */
  async change(signal: AbortSignal): Promise<void> {
    const { services, endpoints, changesPerSecond } = this.load;
    if (changesPerSecond === 0) return;
    const beganMs = performance.now();
    for (let done = 0; !signal.aborted; done += 1) {
      const dueMs = beganMs + (done * 1000) / changesPerSecond;
      await sleep(Math.max(0, dueMs - performance.now()), undefined, { signal }).catch(
        () => undefined,
      );
      if (signal.aborted) return;
      const index = done % services;
      const addresses = this.addresses[index] ?? [];
      addresses[Math.floor(done / services) % endpoints] = this.newAddress();
      const slice = `${loadPaths.slices}/${serviceName(index)}`;
      const taken = this.client.mergePatch(slice, { endpoints: endpointList(addresses) });
      await taken.then(
        () => (this.changes += 1),
        () => undefined,
      );
    }
  }

  /** Removes everything. The namespace, empty by then, is gone some seconds later. */
  async remove(): Promise<void> {
    const { services, slices, pods } = loadPaths;
    await Promise.all([services, slices, pods].map((path) => this.client.delete(path)));
    await this.client.delete(loadNamespacePath);
  }

  private async gone(): Promise<void> {
    const deadlineMs = performance.now() + removalMs;
    while (await this.client.get(loadNamespacePath)) {
      if (performance.now() > deadlineMs)
        throw new Error(`the namespace of the load is not gone after ${removalMs / 1000} s`);
      await sleep(100);
    }
  }

  private newAddress(): string {
    return endpointAddress((this.nextAddress += 1));
  }

  /** A controller makes it a moment after the namespace; without it no pod is taken. */
  private async serviceAccount(): Promise<void> {
    const body = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "default" } };
    await this.client.create(loadPaths.serviceAccounts, body).catch((error: Error) => {
      if (!(error instanceof KubeError && error.status === 409)) throw error;
    });
  }
}

/** Calls a function for each number below a count, a few at once. */
async function inTurn(
  count: number,
  signal: AbortSignal,
  run: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count && !signal.aborted) await run(next++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
