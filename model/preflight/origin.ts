// Finds the part of a release from which a planned object or route comes.
import { isHttp } from "../release/ports";
import { outsideTargets } from "../routes/outside";
import { portBranches } from "../routes/port-branches";
import type { Cluster } from "../release/cluster";
import type { Entrances } from "../plan/exposure";
import type { RootRouteArgs } from "../manifests/root-route";
import type { RouteArgs } from "../manifests/route-args";
import { actsOutsideTls } from "../manifests/tcp-route";
import { passedBranch } from "../manifests/tls-route";
import { subsetName } from "../release/names";
import type { Path } from "../problem";
import type { Release } from "../release/release";

/*
 * The place of a part is a path inside the release. Only what a cluster has of its own is outside
 * the release, in the stack's list of clusters: its place begins with `clusters` and the cluster's
 * name.
 */

/** The place of each route of a service's VirtualService: HTTP routes first, then TCP routes. */
export function originsOfRoutes(
  args: RouteArgs,
  cluster: Pick<Cluster, "name" | "weights" | "lanes">,
): Path[] {
  const own = cluster.weights?.[args.service] !== undefined;
  const all = portBranches(args);
  const inOrder = [
    ...all.filter(({ port }) => isHttp(port)),
    ...all.filter((one) => !isHttp(one.port) && actsOutsideTls(one)),
  ];
  const passed = passedBranch(all.filter(({ port }) => !isHttp(port)));
  return [...inOrder, ...(passed ? [passed] : [])].map(({ branch: { origin } }) => {
    if (own && isWeights(origin))
      return ["clusters", cluster.name, "weights", args.service, ...origin.slice(3)];
    // All percentages together make the route that begins with them.
    const byPercent = origin.length === 1 && origin[0] === "lanes";
    return cluster.lanes && byPercent ? ["clusters", cluster.name, "lanes"] : origin;
  });
}

/** The place of a root VirtualService: the gateway, or the service whose host it holds. */
export function originOfEntry(
  release: Entrances,
  { gateway, delegates, namespace }: RootRouteArgs,
): Path {
  const of = release.gateways.find((one) => one.namespace === namespace && one.name === gateway);
  if (gateway !== undefined) return of?.place ?? ["gateway"];
  const service = serviceOf(release, delegates[0]?.name);
  return service === undefined ? ["services"] : ["services", service];
}

/** The place of each route that delegates: `expose` of the service behind it, or the service. */
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
 * The place of one version inside the place of a route: its weight, or the route's `to`. If neither
 * names the version, the place of the route.
 */
export function originOfTarget(
  release: Release,
  origin: Path,
  { host, subset }: { readonly host: string; readonly subset?: string },
): Path {
  const service = String(origin[0] === "clusters" ? origin[3] : origin[1]);
  const spec = release.services[service];
  const targets = outsideTargets(release.namespace, service, spec?.outside ?? {});
  const version =
    Object.keys(targets).find((name) => targets[name]?.host === host) ??
    Object.keys(spec?.versions ?? {}).find((name) => subsetName(name) === subset);
  if (version === undefined) return origin;
  if (isWeights(origin) || origin[0] === "clusters") return [...origin, version];
  if (origin[0] !== "services" || origin[2] !== "routes") return origin;
  const to = spec?.routes?.[Number(origin[3])]?.to;
  return typeof to === "object" ? [...origin, "to", version] : [...origin, "to"];
}

/**
 * The place of the weights by which a route splits: its own `to`, or the weights from which the
 * route comes.
 */
export function originOfWeights(origin: Path): Path {
  return origin[0] === "services" && origin[2] === "routes" ? [...origin, "to"] : origin;
}

/** The place of the mirror of a route: its own mirror, or the mirror of its service. */
export function originOfMirror(service: Path, origin: Path): Path {
  const own = origin[0] === "services" && origin[2] === "routes";
  return [...(own ? origin : service), "mirror", "version"];
}

/** Whether a route comes from weights, of a service or of a cluster. */
export function isOfWeights(origin: Path): boolean {
  return isWeights(origin) || (origin[0] === "clusters" && origin[2] === "weights");
}

function isWeights(origin: Path): boolean {
  return origin[0] === "services" && origin[2] === "weights";
}

function serviceOf({ services }: Entrances, routes: string | undefined): string | undefined {
  return services.find(({ routesName }) => routesName === routes)?.name;
}
