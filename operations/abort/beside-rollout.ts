/**
 * What an abort goes by where a rollout is declared: the file holds the weights of its goal, so those of
 * the cluster stand in their place. Pure.
 */
import type { VirtualServiceManifest } from "../../model/manifests/virtual-service";
import type { RouteArgs } from "../../model/manifests/route-args";
import type { ClusterPlan } from "../../model/plan/plan";
import type { ClusterWeights } from "../../model/rollout/state";
import { liveWeights } from "../rollout/live-weights";
import type { AbortPlans } from "./decide";
import type { LiveRoutes } from "./routes";
import { allOn } from "./targets";

/**
 * The plans of a cluster: with the weights that it has, and with all traffic of services on versions
 * and no percentage for a lane. A service that does not go back keeps what it has.
 *
 * @param versions by service
 */
export function plansBeside(
  declared: ClusterPlan,
  routes: readonly LiveRoutes[],
  versions: ReadonlyMap<string, string>,
): AbortPlans {
  const { services, lanes } = liveWeights(
    declared,
    routes as readonly VirtualServiceManifest[],
  ).weights;
  const before = withRoutes(declared, (args) => ({
    ...args,
    weights: services[args.service] ?? args.weights,
    ...lanesOf(args, (name) => lanes[name] ?? 0),
  }));
  const after = withRoutes(before, (args) => {
    const version = versions.get(args.service);
    const weights = version === undefined ? args.weights : allOn(version, args.weights);
    return { ...args, weights, ...lanesOf(args, () => 0) };
  });
  return { before, after };
}

/** The weights of a plan, as a record holds them. */
export function weightsOf({ mesh }: ClusterPlan): ClusterWeights {
  const routes = mesh?.routes ?? [];
  const lanes = routes.flatMap((args) => args.lanes?.lanes ?? []);
  return {
    services: Object.fromEntries(routes.map(({ service, weights }) => [service, weights])),
    lanes: Object.fromEntries(lanes.map(({ name, weight }) => [name, weight])),
  };
}

function withRoutes(plan: ClusterPlan, change: (args: RouteArgs) => RouteArgs): ClusterPlan {
  if (!plan.mesh) return plan;
  return { ...plan, mesh: { ...plan.mesh, routes: plan.mesh.routes.map(change) } };
}

function lanesOf({ lanes }: RouteArgs, weight: (lane: string) => number): Pick<RouteArgs, "lanes"> {
  if (!lanes) return {};
  return {
    lanes: { ...lanes, lanes: lanes.lanes.map((one) => ({ ...one, weight: weight(one.name) })) },
  };
}
