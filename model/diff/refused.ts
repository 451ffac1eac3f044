// The changes from what a stack has to a plan that an update would refuse to make.
import type { StackSettings } from "../config/settings";
import { forbidden } from "../limits/forbidden";
import { sharesAmong, type SharesByCluster } from "../limits/shares";
import type { LiveObject } from "../live-object";
import type { Manifest } from "../manifests/metadata";
import { fieldManager } from "../manifests/ownership";
import { notAtOnce } from "../plan/transition";
import type { ReleasePlan } from "../plan/plan";
import { withoutEqualClusters } from "../preflight/equal-clusters";
import type { Finding } from "../preflight/finding";
import type { Problem } from "../problem";
import type { Snapshot } from "./snapshot";

/**
 * The changes that lose requests in one update ({@link notAtOnce}). Clusters whose objects are the
 * same are looked at once, because a fleet has many of them.
 */
export function refusedChanges(before: Snapshot, after: ReleasePlan): Problem[] {
  const { plan: groups, names } = withoutEqualClusters(after);
  const found = groups.clusters.flatMap((plan) => {
    const alike = names.get(plan.cluster.name) ?? [];
    const old = before.clusters.filter(({ name }) => alike.includes(name));
    const lists = new Set(old.map(({ objects }) => objects));
    return [...lists].flatMap((objects) => notAtOnce(plan, objects.map(asLive)));
  });
  return [...new Set(found)].map((words) => {
    // The rule says its fix as a sentence of its own, behind the change.
    const [given = words, ...fix] = words.split(/\. (?=[A-Z])/);
    return {
      code: "GR380",
      path: "release",
      given,
      allowed: "a change that loses no request in one update",
      fix: fix.join(". ") || "make the change in two updates",
    };
  });
}

/** An object as it is in a cluster after an update of the stack. */
function asLive(object: Manifest): LiveObject {
  const managedFields = [{ manager: fieldManager, operation: "Apply" as const }];
  return { ...object, metadata: { ...object.metadata, managedFields } };
}

/** The limits of a stack, and where the config has the parts that they are about. */
export type StackLimits = Pick<StackSettings, "limits" | "places">;

/**
 * The limits that a change breaks ({@link forbidden}), by the shares that the objects of before give to
 * versions. A time in which nothing may change is a warning: the update may come later.
 *
 * @param now left out: no such time is looked at
 */
export function brokenLimits(
  before: Snapshot,
  after: ReleasePlan,
  { limits, places }: StackLimits,
  now?: Date,
): Finding[] {
  if (!limits) return [];
  return forbidden({
    limits,
    before: sharesOfSnapshot(before, after),
    after,
    ...(places && { places }),
    ...(now && { now }),
  });
}

/** How the requests of each planned service split in each cluster of before. */
function sharesOfSnapshot({ clusters }: Snapshot, after: ReleasePlan): SharesByCluster {
  const plans = new Map(after.clusters.map((plan) => [plan.cluster.name, plan]));
  return new Map(
    clusters.flatMap(({ name, objects }) => {
      const plan = plans.get(name);
      return plan ? [[name, sharesAmong(plan, objects)] as const] : [];
    }),
  );
}
