// The changes from what a stack has to a plan that an update would refuse to make.
import type { StackSettings } from "../config/settings";
import { forbidden } from "../limits/forbidden";
import { servedShares, type SharesByCluster } from "../limits/shares";
import type { LiveObject } from "../live-object";
import type { Manifest } from "../manifests/metadata";
import { fieldManager } from "../manifests/ownership";
import { notAtOnce } from "../plan/transition";
import type { ReleasePlan } from "../plan/plan";
import type { VirtualServiceManifest } from "../manifests/virtual-service";
import { withoutEqualClusters } from "../preflight/equal-clusters";
import type { Finding } from "../preflight/finding";
import type { Problem } from "../problem";
import { splitHost } from "./rows";
import type { Snapshot } from "./snapshot";
import { serviceOfHost } from "./version-names";

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
    before: sharesOfSnapshot(before),
    after,
    ...(places && { places }),
    ...(now && { now }),
  });
}

/** How the requests of each service split in each cluster. */
function sharesOfSnapshot({ clusters }: Snapshot): SharesByCluster {
  return new Map(
    clusters.map(({ name, objects }) => [
      name,
      new Map(
        objects.flatMap((object) => {
          if (object.kind !== "VirtualService") return [];
          const { spec } = object as VirtualServiceManifest;
          const host = splitHost(object as VirtualServiceManifest);
          return host === undefined
            ? []
            : [[serviceOfHost(host), servedShares(spec, host)] as const];
        }),
      ),
    ]),
  );
}
