/** What an abort writes in a cluster. Pure: live objects and plans in, writes out. */
import { keyOf } from "../../model/live-object";
import { rootRouteManifest } from "../../model/manifests/root-route";
import { virtualServiceManifest } from "../../model/manifests/virtual-service";
import { serviceHost, subsetName, versionedName } from "../../model/release/names";
import type { ClusterPlan } from "../../model/plan/plan";
import type { AbortView } from "./look";
import { abortRoutes, equalSpecs, type AbortedRoutes, type RoutingObject } from "./routes";
import type { AbortTarget, ClusterTargets } from "./targets";

/** A cluster's plans before and after the config was changed. */
export interface AbortPlans {
  readonly before: ClusterPlan;
  readonly after: ClusterPlan;
}

/** What is to do in one cluster. */
export interface ClusterDecision {
  /** VirtualServices that change, with their new specs; empty where no weight has to move. */
  readonly writes: readonly AbortedRoutes[];
  /** Whether the cluster then has exactly the routes that the new config plans. */
  readonly asPlanned: boolean;
}

/**
 * Decides for one cluster. It writes the VirtualServices of services that go back to a version, and
 * those that the closed lanes change; every other one stays as it is.
 */
export function decideCluster(
  { routes }: Pick<AbortView, "routes">,
  { before, after }: AbortPlans,
  { targets, settled }: Pick<ClusterTargets, "targets" | "settled">,
): ClusterDecision {
  const versions = new Map(targets.map(({ service, version }) => [service, version]));
  const subsets = new Map(
    [...settled, ...versions].map(([service, version]) => [
      serviceHost(service, after.namespace.namespace),
      subsetName(version),
    ]),
  );
  const live = new Map(routes.map((one) => [keyOf(one), one]));
  const was = new Map(weighted(before).map(({ planned }) => [keyOf(planned), planned]));
  const decided = weighted(after).flatMap(({ service, planned }): Decided[] => {
    const found = live.get(keyOf(planned));
    if (!found) return [];
    const earlier = was.get(keyOf(planned));
    const moves = versions.has(service) || !earlier || !equalSpecs(earlier.spec, planned.spec);
    const plans = { ...(moves && earlier && { before: earlier }), after: planned };
    const aborted = abortRoutes(found, plans, subsets);
    // Where the config moves nothing, only an abort that was not finished is.
    if (!moves && !aborted.asPlanned) return [{ asPlanned: equalSpecs(found.spec, planned.spec) }];
    const changed = !equalSpecs(aborted.spec, found.spec);
    return [{ asPlanned: aborted.asPlanned, ...(changed && { write: aborted }) }];
  });
  const roots = (after.mesh?.entries ?? []).map(rootRouteManifest).flatMap((planned): Decided[] => {
    const found = live.get(keyOf(planned));
    return found ? [{ asPlanned: equalSpecs(found.spec, planned.spec) }] : [];
  });
  return {
    writes: decided.flatMap(({ write }) => (write ? [write] : [])),
    asPlanned: [...decided, ...roots].every(({ asPlanned }) => asPlanned),
  };
}

interface Decided {
  readonly asPlanned: boolean;
  readonly write?: AbortedRoutes;
}

/** The targets whose subset the cluster has not: requests to it would fail. */
export function withoutSubset(
  { rules }: Pick<AbortView, "rules">,
  targets: readonly AbortTarget[],
): AbortTarget[] {
  return targets.filter(({ service, version }) => !rules.has(versionedName(service, version)));
}

/** The VirtualServices that hold weights. */
function weighted({ mesh }: ClusterPlan): { service: string; planned: RoutingObject }[] {
  return (mesh?.routes ?? []).map((route) => ({
    service: route.service,
    planned: virtualServiceManifest(route),
  }));
}
