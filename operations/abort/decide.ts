/**
 * What an abort writes in a cluster, and why it must not. Pure: live objects and plans in, writes
 * and refusals out.
 */
import { isRouteKind } from "../../model/kinds";
import { serviceHost, subsetName, versionedName } from "../../model/release/names";
import { manifests, type ClusterPlan } from "../../model/plan/plan";
import type { AbortView } from "./look";
import { abortRoutes, equalSpecs, type AbortedRoutes, type RoutingObject } from "./routes";
import type { AbortTarget } from "./targets";

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
  /**
   * Why traffic must not move in this cluster, as sentences without a full stop; empty where it
   * may.
   */
  readonly refusals: readonly string[];
}

/**
 * Decides for one cluster. A VirtualService that the release does not plan belongs to others and is
 * left alone.
 */
export function decideCluster(
  { routes, rules }: AbortView,
  { before, after }: AbortPlans,
  targets: readonly AbortTarget[],
): ClusterDecision {
  const stable = new Map(
    targets.map(({ service, version }) => [
      serviceHost(service, after.namespace.namespace),
      subsetName(version),
    ]),
  );
  const [was, is] = [virtualServices(before), virtualServices(after)];
  const decided = routes.flatMap((live) => {
    const planned = is.get(keyOf(live));
    if (!planned) return [];
    const aborted = abortRoutes(live, { before: was.get(keyOf(live)), after: planned }, stable);
    return [{ aborted, changed: !equalSpecs(aborted.spec, live.spec) }];
  });
  return {
    writes: decided.filter(({ changed }) => changed).map(({ aborted }) => aborted),
    asPlanned: decided.every(({ aborted }) => aborted.asPlanned),
    refusals: targets
      .filter(({ service, version }) => !rules.has(versionedName(service, version)))
      .map(
        ({ service, version }) =>
          `cluster ${after.cluster.name} has no subset of ${service} ${version}`,
      ),
  };
}

/**
 * Why traffic must not go back to a version of which no pod is known to be ready.
 *
 * @param ready names of Deployments with a ready pod, in any cluster
 */
export function unreadyTargets(
  targets: readonly AbortTarget[],
  ready: ReadonlySet<string>,
): string[] {
  return targets
    .filter(({ service, version }) => !ready.has(versionedName(service, version)))
    .map(({ service, version }) => `no pod of ${service} ${version} is ready`);
}

/** A VirtualService by namespace and name. */
export function keyOf({ metadata }: Pick<RoutingObject, "metadata">): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function virtualServices(plan: ClusterPlan): Map<string, RoutingObject> {
  const planned = manifests(plan).filter(({ kind }) => isRouteKind(kind));
  return new Map((planned as unknown as RoutingObject[]).map((one) => [keyOf(one), one]));
}
