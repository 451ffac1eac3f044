/** What an abort writes in a cluster. Pure: live objects and plans in, writes out. */
import { keyOf } from "../../model/live-object";
import { rootRouteManifest } from "../../model/manifests/root-route";
import { virtualServiceManifest } from "../../model/manifests/virtual-service";
import { versionedName } from "../../model/release/names";
import type { RouteArgs } from "../../model/manifests/route-args";
import type { ClusterPlan } from "../../model/plan/plan";
import type { RolloutSpec } from "../../model/rollout/spec";
import type { AbortView } from "./look";
import { withoutManaged } from "./managed-routes";
import { stableTarget } from "./stable-target";
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
 * those that the closed lanes change, or that steps of a rollout changed; every other one stays as it
 * is.
 *
 * @param rollout the plan of the rollout, where one is declared
 */
export function decideCluster(
  { routes }: Pick<AbortView, "routes">,
  { before, after }: AbortPlans,
  { targets, settled }: Pick<ClusterTargets, "targets" | "settled">,
  rollout?: RolloutSpec,
): ClusterDecision {
  const versions = new Map(targets.map(({ service, version }) => [service, version]));
  const stable = new Map([...settled, ...versions]);
  const live = new Map(routes.map((one) => [keyOf(one), one]));
  const was = new Map(weighted(before).map(({ planned }) => [keyOf(planned), planned]));
  const decided = weighted(after).flatMap(({ args, planned }): Decided[] => {
    const { service } = args;
    const found = live.get(keyOf(planned));
    if (!found) return [];
    const earlier = was.get(keyOf(planned));
    const own = rollout ? withoutManaged(found.spec, planned.spec, rollout) : found.spec;
    const moves =
      versions.has(service) ||
      own !== found.spec ||
      !earlier ||
      !equalSpecs(earlier.spec, planned.spec);
    const plans = { ...(moves && earlier && { before: earlier }), after: planned };
    const version = stable.get(service);
    const target = version === undefined ? undefined : stableTarget(args, version);
    const aborted = abortRoutes({ ...found, spec: own }, plans, target);
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

/** The targets whose DestinationRule the cluster has not: requests to them would fail. */
export function withoutSubset(
  { rules }: Pick<AbortView, "rules">,
  targets: readonly AbortTarget[],
  { mesh }: Pick<ClusterPlan, "mesh"> = {},
): AbortTarget[] {
  // For a Service of others the release makes no rule.
  const foreign = (mesh?.routes ?? []).flatMap(({ service, outside = {} }) =>
    Object.entries(outside)
      .filter(([, { host }]) => !mesh?.externalHosts?.some(({ meshHost }) => meshHost === host))
      .map(([name]) => versionedName(service, name)),
  );
  return targets.filter(({ service, version }) => {
    const name = versionedName(service, version);
    return !foreign.includes(name) && !rules.has(name);
  });
}

/** The VirtualServices that hold weights. */
function weighted({ mesh }: ClusterPlan): { args: RouteArgs; planned: RoutingObject }[] {
  return (mesh?.routes ?? []).map((args) => ({ args, planned: virtualServiceManifest(args) }));
}
