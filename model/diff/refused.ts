// The changes from what a stack has to a plan that one update would refuse to make.
import type { LiveObject } from "../live-object";
import type { Manifest } from "../manifests/metadata";
import { fieldManager } from "../manifests/ownership";
import { notAtOnce } from "../plan/transition";
import type { ReleasePlan } from "../plan/plan";
import type { Problem } from "../problem";
import type { Snapshot } from "./snapshot";

/**
 * The changes that lose requests in one update ({@link notAtOnce}). Clusters whose objects are the
 * same are looked at once, because a fleet has many of them.
 */
export function refusedChanges(before: Snapshot, after: ReleasePlan): Problem[] {
  const looked = new Set<string>();
  const found = after.clusters.flatMap((plan) => {
    const old = before.clusters.find(({ name }) => name === plan.cluster.name);
    if (!old) return [];
    const { cluster: _cluster, ...planned } = plan;
    const text = `${JSON.stringify(old.objects)}\n${JSON.stringify(planned)}`;
    if (looked.has(text)) return [];
    looked.add(text);
    return notAtOnce(plan, old.objects.map(asLive));
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
