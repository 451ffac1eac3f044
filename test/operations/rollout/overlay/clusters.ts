// The shop on two fake API servers, as a rollout left it, and an update of it.
import type { KubeObject } from "../../../../kubernetes/client";
import { inRelease } from "../../../../model/checks/locate";
import { written } from "../../../../model/manifests/ownership";
import { manifests, planRelease } from "../../../../model/plan/plan";
import type { Release } from "../../../../model/release/release";
import { withState } from "../../../../model/rollout/overlay";
import type { RolloutRecord } from "../../../../model/rollout/record";
import type { FleetState } from "../../../../model/rollout/state";
import type { ReachedCluster } from "../../../../operations/clusters/reached";
import { beginBeside } from "../../../../operations/rollout/overlay/begin";
import { recordData } from "../../../../operations/rollout/record/data";
import { Lines } from "../../../support/ports";
import { reachServing, stopAll, type FakeCluster } from "../../../support/reached";
import { both, recordOf, shop, spec } from "./support";

export const recordPath = "/api/v1/namespaces/demo/configmaps/gray-rollout-demo";

/** Weights in both clusters, in percent for v2. */
export function stateAt(v2: number): FleetState {
  const own = { services: { shop: { v1: 100 - v2, v2 } }, lanes: {} };
  return { weights: { west: own, east: own }, routes: {}, scale: {} };
}

/** The record of a rollout at a percentage for v2. */
export function recordAt(v2: number, changes: Partial<RolloutRecord> = {}): RolloutRecord {
  return recordOf({ current: stateAt(v2), ...changes });
}

/** The clusters of a shop that has 20 % on v2, and goes to v2. */
export class ShopClusters {
  readonly lines = new Lines();

  private constructor(readonly all: readonly FakeCluster[]) {}

  static async start(release: Release = shop({ v1: 80, v2: 20 })): Promise<ShopClusters> {
    return new ShopClusters(await reachServing(release, ...both));
  }

  at(name: string): FakeCluster {
    return this.all.find(({ cluster }) => cluster.name === name)!;
  }

  /** Puts the record into clusters. */
  record(record: RolloutRecord, ...clusters: string[]): void {
    for (const { cluster, api } of this.all)
      if (clusters.length === 0 || clusters.includes(cluster.name))
        api.put({
          ...{ apiVersion: "v1", kind: "ConfigMap" },
          metadata: { name: "gray-rollout-demo", namespace: "demo" },
          ...recordData(record),
        });
  }

  /** The record that a cluster has. */
  recordIn(name: string): RolloutRecord | undefined {
    const found = this.at(name).api.get<KubeObject & { data?: { record?: string } }>(recordPath);
    const text = found?.data?.record;
    return text === undefined ? undefined : (JSON.parse(text) as RolloutRecord);
  }

  /** Writes the routes of a percentage for v2 in all clusters, as a driver does. */
  step(v2: number, manager = "gray-release"): void {
    const plan = withState(planRelease(shop({ v2: 100 }), both), stateAt(v2));
    plan.clusters.forEach((one, i) => {
      for (const route of manifests(one).filter(({ kind }) => kind === "VirtualService"))
        this.all[i]!.api.put(written(route), { manager, operation: "Apply" });
    });
  }

  /** The weights that the routes of a cluster have, by subset. */
  weightsIn(name: string): unknown {
    const route = manifests(this.at(name).plan).find(({ kind }) => kind === "VirtualService")!;
    const live = this.at(name).api.get<typeof route & { spec: object }>(route);
    const [first] = (live?.spec as { http: { route: Share[] }[] }).http;
    return Object.fromEntries(
      first!.route.map(({ destination, weight = 100 }) => [destination.subset, weight]),
    );
  }

  /** The clusters with what a release declares. */
  reached(release: Release): ReachedCluster[] {
    return planRelease(release, both).clusters.map((plan, i) => {
      const { cluster, server, client } = this.all[i]!;
      return { cluster, plan, objects: manifests(plan), server, ...(client && { client }) };
    });
  }

  /** An update of a release begins. */
  begin(release: Release = shop({ v2: 100 }), preview = false) {
    return beginBeside(this.reached(release), {
      ...{ plan: planRelease(release, both), spec: release.rollout ?? spec, preview },
      ...{ locate: inRelease, stack: "dev", reporter: this.lines },
    });
  }

  /** How many requests to change something the API servers got. */
  get writes(): number {
    const methods = ["PATCH", "POST", "PUT", "DELETE"];
    return this.all
      .flatMap(({ api }) => methods.map((method) => api.asked({ method }).length))
      .reduce((sum, one) => sum + one, 0);
  }

  stop(): Promise<void> {
    return stopAll(this.all);
  }
}

interface Share {
  readonly destination: { readonly subset: string };
  readonly weight?: number;
}
