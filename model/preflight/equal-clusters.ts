// Groups clusters with equal objects, so that the rules look at each group once.
import type { ClusterPlan, ReleasePlan } from "../plan/plan";

/** A plan with one cluster of each group. */
export interface PlanWithoutEquals {
  readonly plan: ReleasePlan;
  /**
   * For each cluster of the plan, the names of all clusters with the same objects, its own name
   * included.
   */
  readonly names: ReadonlyMap<string, readonly string[]>;
}

/**
 * Leaves out of a plan each cluster that gets the same objects as an earlier one: a finding in one
 * of them is a finding in all. A hundred clusters are mostly a few groups.
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

/**
 * A cluster with settings of its own forms a group alone, because its findings have another place
 * in the config.
 */
function kindOf({ cluster, ...objects }: ClusterPlan): string {
  const { name, weights, lanes, versions } = cluster;
  const own = weights ?? lanes ?? versions;
  return JSON.stringify(own ? [name, objects] : objects);
}
