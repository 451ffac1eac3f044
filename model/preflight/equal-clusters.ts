import type { ClusterPlan, ReleasePlan } from "../plan/plan";

/** A plan with one cluster of each kind. */
export interface PlanWithoutEquals {
  readonly plan: ReleasePlan;
  /** For each of its clusters, the names of those that get the same objects, its own included. */
  readonly names: ReadonlyMap<string, readonly string[]>;
}

/**
 * Leaves out of a plan the clusters that get the very same objects as another one: what is found in one of them is found
 * in all. A hundred clusters are mostly a few kinds of cluster.
 */
export function withoutEqualClusters(plan: ReleasePlan): PlanWithoutEquals {
  const kinds = new Map<string, { first: ClusterPlan; names: string[] }>();
  for (const one of plan.clusters) {
    const key = kindOf(one);
    const kind = kinds.get(key) ?? { first: one, names: [] };
    kind.names.push(one.cluster.name);
    kinds.set(key, kind);
  }
  const all = [...kinds.values()];
  return {
    plan: { ...plan, clusters: all.map(({ first }) => first) },
    names: new Map(all.map(({ first, names }) => [first.cluster.name, names])),
  };
}

/** Weights of a cluster's own have a place of their own, too. */
function kindOf({ cluster, ...objects }: ClusterPlan): string {
  return JSON.stringify(cluster.weights ? [cluster.name, cluster.weights, objects] : objects);
}
