import { branches } from "../routes/branches";
import type { Cluster } from "../release/cluster";
import type { Entrances } from "../plan/exposure";
import type { RootRouteArgs } from "../manifests/root-route";
import type { RouteArgs } from "../manifests/route-args";
import { subsetName } from "../release/names";
import type { Path } from "../problem";
import type { Release } from "../release/release";

/*
 * Where in a release the parts of planned objects come from. Weights of a cluster's own stand outside the release, in the
 * stack's list of clusters: their place begins with `clusters` and the cluster's name.
 */

/** For each route of a service's VirtualService, where it was declared. */
export function originsOfRoutes(
  args: RouteArgs,
  cluster: Pick<Cluster, "name" | "weights">,
): Path[] {
  const own = cluster.weights?.[args.service] !== undefined;
  return branches(args).map(({ origin }) =>
    own && isWeights(origin)
      ? ["clusters", cluster.name, "weights", args.service, ...origin.slice(3)]
      : origin,
  );
}

/** Where a VirtualService that delegates comes from: the gateway, or the service whose host it holds. */
export function originOfEntry(release: Entrances, { gateway, delegates }: RootRouteArgs): Path {
  if (gateway !== undefined) return ["gateway"];
  const service = serviceOf(release, delegates[0]?.name);
  return service === undefined ? ["services"] : ["services", service];
}

/** For each route that delegates, what asked for it: the exposure of the service behind it, or the service. */
export function originsOfDelegates(
  release: Entrances,
  { gateway, delegates }: RootRouteArgs,
): Path[] {
  return delegates.map(({ name }) => {
    const service = serviceOf(release, name);
    if (service === undefined) return ["services"];
    return gateway === undefined ? ["services", service] : ["services", service, "expose"];
  });
}

/**
 * The place of one version inside the place of a route: its weight, or the route's `to`. The place of the route itself
 * where that is not where the version is named.
 */
export function originOfTarget(release: Release, origin: Path, subset: string | undefined): Path {
  const service = origin[0] === "clusters" ? origin[3] : origin[1];
  const spec = release.services[String(service)];
  const version = Object.keys(spec?.versions ?? {}).find((name) => subsetName(name) === subset);
  if (version === undefined) return origin;
  if (isWeights(origin) || origin[0] === "clusters") return [...origin, version];
  if (origin[0] !== "services" || origin[2] !== "routes") return origin;
  const to = spec?.routes?.[Number(origin[3])]?.to;
  return typeof to === "object" ? [...origin, "to", version] : [...origin, "to"];
}

/** The place of what a route splits by: its own `to`, or the weights that it stands for. */
export function originOfWeights(origin: Path): Path {
  return origin[0] === "services" && origin[2] === "routes" ? [...origin, "to"] : origin;
}

/** The place of the mirror of a route: its own, or that of the service whose routes they are. */
export function originOfMirror(service: Path, origin: Path): Path {
  const own = origin[0] === "services" && origin[2] === "routes";
  return [...(own ? origin : service), "mirror"];
}

/** Whether a route stands for weights, of a service or of a cluster's own. */
export function isOfWeights(origin: Path): boolean {
  return isWeights(origin) || origin[0] === "clusters";
}

function isWeights(origin: Path): boolean {
  return origin[0] === "services" && origin[2] === "weights";
}

function serviceOf({ services }: Entrances, routes: string | undefined): string | undefined {
  return services.find(({ routesName }) => routesName === routes)?.name;
}
