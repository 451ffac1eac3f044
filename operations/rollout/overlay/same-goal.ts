/** Compares what a stack declares with the goal of a recorded rollout. Pure. */
import type { ReleasePlan } from "../../../model/plan/plan";
import { goalOf } from "../../../model/rollout/goal";
import type { RolloutRecord } from "../../../model/rollout/record";
import type { FleetWeights } from "../../../model/rollout/state";
import { templateHash } from "../../../model/rollout/template-hash";
import { equalWeights } from "../../../model/rollout/weights";

/** A part of the weights that differs in one cluster. */
export type Difference =
  | { readonly cluster: string; readonly service: string }
  | { readonly cluster: string; readonly lane: string };

/** What a plan declares, in the clusters of the plan. */
export function declaredGoal({ release, clusters }: ReleasePlan): FleetWeights {
  return goalOf(
    release,
    clusters.map(({ cluster }) => cluster),
  );
}

/** The services and lanes of which one fleet has other weights than another; those of both. */
export function differencesOf(one: FleetWeights, other: FleetWeights): Difference[] {
  return Object.entries(one).flatMap(([cluster, { services, lanes }]): Difference[] => {
    const there = other[cluster];
    if (!there) return [];
    const changed = Object.keys(services).filter((service) => {
      const wanted = there.services[service];
      return wanted !== undefined && !equalWeights(services[service]!, wanted);
    });
    const entered = Object.keys(lanes).filter(
      (lane) => there.lanes[lane] !== undefined && there.lanes[lane] !== lanes[lane],
    );
    return [
      ...changed.map((service) => ({ cluster, service })),
      ...entered.map((lane) => ({ cluster, lane })),
    ];
  });
}

/** A version whose pods are others than those of a record, in one cluster. */
export interface OtherTemplate {
  readonly cluster: string;
  readonly service: string;
  readonly version: string;
}

/**
 * The versions that gain traffic in a recorded rollout and that a plan gives other pods, or none.
 * Clusters that the plan leaves out are left out here, too.
 */
export function otherTemplates(
  { templates }: Pick<RolloutRecord, "templates">,
  { clusters }: Pick<ReleasePlan, "clusters">,
): OtherTemplate[] {
  return clusters.flatMap(({ cluster: { name: cluster }, workloads }) =>
    Object.entries(templates).flatMap(([key, hash]): OtherTemplate[] => {
      const [of, service = "", version = ""] = key.split("/");
      if (of !== cluster) return [];
      const now = workloads.find((one) => one.service === service && one.version === version);
      return now && templateHash(now) === hash ? [] : [{ cluster, service, version }];
    }),
  );
}

/**
 * Whether a plan has the goal of a recorded rollout: the same weights where it moves some, and the
 * same pods of versions that gain traffic.
 *
 * @param open what the clusters do not have yet of what the plan declares
 */
export function hasSameGoal(
  record: Pick<RolloutRecord, "goal" | "templates">,
  plan: ReleasePlan,
  open: readonly Difference[],
): boolean {
  const known = (one: Difference) =>
    "service" in one
      ? record.goal[one.cluster]?.services[one.service] !== undefined
      : record.goal[one.cluster]?.lanes[one.lane] !== undefined;
  return (
    open.every(known) &&
    differencesOf(record.goal, declaredGoal(plan)).length === 0 &&
    otherTemplates(record, plan).length === 0
  );
}
