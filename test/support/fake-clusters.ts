// API servers on loopback that have what a release plans, one for each of its clusters.
import { FakeApiServer } from "../../kubernetes/fake/api-server";
import type { KubeClient } from "../../kubernetes/client";
import { written } from "../../model/manifests/ownership";
import { manifests, planRelease, type ClusterPlan } from "../../model/plan/plan";
import type { Cluster } from "../../model/release/cluster";
import type { Release } from "../../model/release/release";
import { noteKey, noteManager } from "../../operations/stable/note";

/** A cluster of a release, as the program's last update left it. */
export interface FakeCluster {
  readonly plan: ClusterPlan;
  readonly api: FakeApiServer;
  readonly client: KubeClient;
}

/** The clusters of a release; a spec stops them at its end. */
export class FakeClusters {
  private constructor(readonly all: readonly FakeCluster[]) {}

  /**
   * Starts an API server for each cluster; all planned objects exist, and their pods are ready.
   *
   * @param manager the field manager that applied them
   */
  static async start(
    release: Release,
    clusters: readonly Cluster[],
    manager = "gray-release",
  ): Promise<FakeClusters> {
    const { clusters: plans } = planRelease(release, clusters);
    const all = await Promise.all(
      plans.map(async (plan) => {
        const api = await FakeApiServer.start({ rolloutPods: "ready" });
        for (const manifest of manifests(plan))
          api.put(written(manifest), { manager, operation: "Apply" });
        return { plan, api, client: api.client() };
      }),
    );
    return new FakeClusters(all);
  }

  get clients(): KubeClient[] {
    return this.all.map(({ client }) => client);
  }

  /** The API server of a cluster. */
  api(name: string): FakeApiServer {
    const found = this.all.find(({ plan }) => plan.cluster.name === name);
    if (!found) throw new Error(`no cluster ${name}`);
    return found.api;
  }

  /**
   * Notes a stable version in a cluster, as an update does, or removes the note.
   *
   * @param path of the VirtualService that holds the service's weights
   */
  note(cluster: string, path: string, version: string | undefined): void {
    const api = this.api(cluster);
    const live = api.get(path);
    if (!live) throw new Error(`cluster ${cluster} has no ${path}`);
    const { managedFields: _, annotations: before, ...metadata } = live.metadata;
    const annotations = { ...before };
    delete annotations[noteKey];
    if (version !== undefined) annotations[noteKey] = version;
    api.put({ ...live, metadata: { ...metadata, annotations } }, { manager: noteManager });
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map(({ api }) => api.stop()));
  }
}
