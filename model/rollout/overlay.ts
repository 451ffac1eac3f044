// A plan with what a rollout has set in its clusters, in place of what the release declares.
import type { RouteArgs } from "../manifests/route-args";
import { planRelease, type ClusterPlan, type ReleasePlan } from "../plan/plan";
import type { Cluster } from "../release/cluster";
import type { RouteSpec, Weights } from "../release/routing";
import { isByOrigin, weightsFrom } from "../release/weights";
import { laneNames } from "../release/lane-version";
import type { FleetState, ManagedRoute } from "./state";

/**
 * The plan of the same release with other weights, percentages of lanes, pods and managed routes. It
 * has the same objects in the same order. Services, versions and lanes that the release does not have
 * are left out.
 */
export function withState(plan: ReleasePlan, state: FleetState): ReleasePlan {
  const { release } = plan;
  const clusters = plan.clusters.map(({ cluster }) => clusterWith(cluster, plan, state));
  const planned = planRelease(release, clusters);
  return {
    ...planned,
    clusters: planned.clusters.map((one, i) => {
      const routes = state.routes[one.cluster.name] ?? [];
      return withManaged({ ...one, cluster: plan.clusters[i]!.cluster }, routes);
    }),
  };
}

function clusterWith(
  cluster: Cluster,
  { release }: Pick<ReleasePlan, "release">,
  { weights, scale }: FleetState,
): Cluster {
  const has = (service: string) => Object.hasOwn(release.services, service);
  const own = weights[cluster.name];
  const pods = Object.entries(scale[cluster.name] ?? {}).filter(([service]) => has(service));
  if (!own && pods.length === 0) return cluster;
  const services = Object.entries(own?.services ?? {}).filter(([service]) => has(service));
  const known = laneNames(release);
  const lanes = Object.entries(own?.lanes ?? {}).filter(([lane]) => known.includes(lane));
  const versions = pods.map(([service, byVersion]) => {
    const declared = cluster.versions?.[service] ?? {};
    const scaled = Object.entries(byVersion)
      .filter(([version]) => Object.hasOwn(release.services[service]!.versions, version))
      .map(([version, replicas]) => [version, { ...declared[version], replicas }] as const);
    return [service, { ...declared, ...Object.fromEntries(scaled) }] as const;
  });
  return {
    ...cluster,
    ...(services.length > 0 && {
      weights: { ...cluster.weights, ...Object.fromEntries(services) },
    }),
    ...(lanes.length > 0 && { lanes: { ...cluster.lanes, ...Object.fromEntries(lanes) } }),
    ...(versions.length > 0 && {
      versions: { ...cluster.versions, ...Object.fromEntries(versions) },
    }),
  };
}

function withManaged(plan: ClusterPlan, managed: readonly ManagedRoute[]): ClusterPlan {
  if (!plan.mesh || managed.length === 0) return plan;
  const routes = plan.mesh.routes.map((args) =>
    managed.reduceRight<RouteArgs>((now, route) => withRoute(now, route), args),
  );
  return { ...plan, mesh: { ...plan.mesh, routes } };
}

/**
 * Adds a managed route. In a service that follows others, their calls keep their version: else a
 * request with the match that an old version took before the route was there would call a new one.
 */
function withRoute(args: RouteArgs, { name, match, mirror, to }: ManagedRoute): RouteArgs {
  const gaining = to[args.service];
  if (!gaining) return args;
  const [most = ""] = Object.entries(gaining).sort(([, a], [, b]) => b - a)[0] ?? [];
  const copies = mirror !== undefined && { mirror: { version: most, percent: mirror } };
  if (!match) return copies ? { ...args, ...copies } : args;
  const { weights } = args;
  const before = (conditions: RouteSpec["match"], split: Weights): RouteSpec => ({
    ...{ name, match: conditions, to: mirror === undefined ? gaining : positive(split) },
    ...copies,
  });
  // What is only copied goes where the weights send it.
  const added =
    mirror !== undefined && isByOrigin(weights)
      ? (["gateway", "mesh"] as const).map((from) => ({
          ...before(
            match.map((one) => ({ ...one, from })),
            weightsFrom(weights, from),
          ),
          name: `${name}-${from}`,
        }))
      : [before(match, weightsFrom(weights, "mesh"))];
  return { ...args, managed: [...added, ...(args.managed ?? [])] };
}

function positive(weights: Weights): Weights {
  return Object.fromEntries(Object.entries(weights).filter(([, weight]) => weight > 0));
}
