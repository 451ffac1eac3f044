/** Finds in the live objects of one cluster what limits of the stack compare. Pure. */
import { stageOf, type Stage } from "../../model/kinds";
import { identity, type LiveObject } from "../../model/live-object";
import { sharesAmong, type ClusterShares } from "../../model/limits/shares";
import { isOurs } from "../../model/manifests/ownership";
import type { DestinationRuleManifest } from "../../model/manifests/traffic-policy";
import type { ClusterPlan } from "../../model/plan/plan";
import { serviceHost } from "../../model/release/names";
import type { Compared } from "../drift/decide";

/** What limits compare with the plan of a cluster. */
export interface LimitsLook {
  /** How live routes split the requests of each service. */
  readonly shares: ClusterShares;
  /**
   * The stages whose objects the update changes. A Deployment whose pods are not ready, and that
   * stays as it is, is no change.
   */
  readonly changed: ReadonlySet<Stage>;
  /** Whether the update deletes a version. */
  readonly removes: boolean;
}

/**
 * Looks at one cluster.
 *
 * @param compared the planned objects with the live ones
 * @param live every object of the plan's kinds in its namespaces
 */
export function lookForLimits(
  plan: ClusterPlan,
  compared: readonly Compared[],
  live: readonly LiveObject[],
): LimitsLook {
  const different = compared.filter(({ found, differences }) => !found || differences.length > 0);
  return {
    shares: sharesAmong(plan, live),
    changed: new Set(different.map(({ object }) => stageOf(object))),
    removes: removes(plan, compared, live),
  };
}

/** Subsets of the plan's services that are no longer planned; a namespace may hold other releases. */
function removes(
  { mesh }: ClusterPlan,
  compared: readonly Compared[],
  live: readonly LiveObject[],
): boolean {
  const planned = new Set(compared.map(({ object }) => identity(object)));
  const hosts = new Set((mesh?.routes ?? []).map((one) => serviceHost(one.service, one.namespace)));
  return live.some((one) => {
    if (one.kind !== "DestinationRule" || planned.has(identity(one)) || !isOurs(one)) return false;
    return hosts.has((one as unknown as DestinationRuleManifest).spec.host ?? "");
  });
}
