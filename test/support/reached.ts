/** Clusters of a release on fake API servers, as operations of an update see them. */
import { FakeApiServer } from "../../kubernetes/fake/api-server";
import type { KubeObject } from "../../kubernetes/client";
import type { Manifest } from "../../model/manifests/metadata";
import { fieldManager, written } from "../../model/manifests/ownership";
import { manifests, planRelease } from "../../model/plan/plan";
import type { Cluster } from "../../model/release/cluster";
import type { Release } from "../../model/release/release";
import type { ReachedCluster } from "../../operations/clusters/reached";
import { FakeClock, Lines } from "./ports";
import { proxyState } from "./proxies";
import { east, release, west } from "./releases";

/** A cluster that was reached, and its fake API server. */
export interface FakeCluster extends ReachedCluster {
  readonly api: FakeApiServer;
}

/** Starts an API server for each cluster, with a client. */
export async function reachFakes(release: Release, ...clusters: Cluster[]): Promise<FakeCluster[]> {
  return Promise.all(
    planRelease(release, clusters).clusters.map(async (plan) => {
      const api = await FakeApiServer.start({ rolloutPods: "ready" });
      const server = { url: new URL(api.url), entry: {} };
      const client = api.client(fieldManager);
      return { cluster: plan.cluster, plan, objects: manifests(plan), server, client, api };
    }),
  );
}

/** The cluster at a place of the list. */
export function clusterAt(clusters: readonly FakeCluster[], i: number): FakeCluster {
  const found = clusters[i];
  if (!found) throw new Error(`there is no cluster ${i}`);
  return found;
}

/** Writes the objects of a cluster's plan into it, as an earlier update did. */
export function install(
  { api, objects }: FakeCluster,
  which: (object: Manifest) => boolean = () => true,
): void {
  for (const object of objects.filter(which))
    api.put(written(object), { manager: fieldManager, operation: "Apply" });
}

/**
 * The clusters of a release as an earlier update left them: all objects, and an istiod with one
 * proxy that is synced.
 */
export async function reachServing(
  release: Release,
  ...clusters: Cluster[]
): Promise<FakeCluster[]> {
  const reached = await reachFakes(release, ...clusters);
  for (const cluster of reached) {
    install(cluster);
    cluster.api.istiod.addPod();
    cluster.api.istiod.set({ syncz: [proxyState(9)] });
  }
  return reached;
}

/**
 * Two clusters that serve a release ({@link reachServing}), a clock and a reporter, anew for each spec
 * of this `describe`.
 */
export function useServing() {
  let clusters: FakeCluster[];
  let clock: FakeClock;
  let lines: Lines;

  beforeEach(async () => {
    clusters = await reachServing(release(), west, east);
    [clock, lines] = [new FakeClock(), new Lines()];
  });

  afterEach(() => stopAll(clusters));

  return {
    get clusters() {
      return clusters;
    },
    get clock() {
      return clock;
    },
    get lines() {
      return lines;
    },
    at: (i: number) => clusterAt(clusters, i),
  };
}

/** The first planned object of a kind. */
export function planned({ objects }: FakeCluster, kind: string): Manifest {
  const found = objects.find((object) => object.kind === kind);
  if (!found) throw new Error(`no ${kind} is planned`);
  return found;
}

/** Another field manager changes the spec of an object. */
export function edit(
  { api }: FakeCluster,
  object: Manifest,
  spec: object,
  manager = "kubectl-edit",
): void {
  const live = api.get(object);
  if (!live) throw new Error(`the cluster has no ${object.kind} ${object.metadata.name}`);
  const { managedFields: _, ...metadata } = live.metadata;
  api.put({ ...live, metadata, spec: { ...(live.spec as object), ...spec } } as KubeObject, {
    manager,
  });
}

/** Stops all API servers. */
export async function stopAll(clusters: readonly FakeCluster[]): Promise<void> {
  await Promise.all(clusters.map(({ api }) => api.stop()));
}
