// The routes and destinations of planned VirtualServices, and full names of hosts and gateways.
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import { formatPath, type Path } from "../problem";
import { originOfMirror, originOfTarget } from "./origin";
import type { PlannedObjects, PlannedRoutes } from "./planned-objects";
import { fullGateway } from "../release/names";
import type { Release } from "../release/release";

export type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];
export type TcpRoute = NonNullable<VirtualServiceSpec["tcp"]>[number];
export type TlsRoute = NonNullable<VirtualServiceSpec["tls"]>[number];
type HttpDestination = NonNullable<HttpRoute["route"]>[number];
/** Host, port and subset. */
export type Destination = HttpDestination["destination"];

/** A route of a VirtualService, for any protocol. */
export interface PlannedRoute {
  readonly of: PlannedRoutes;
  /** Its name in messages. */
  readonly name: string;
  /** Place in the release. */
  readonly origin: Path;
  readonly spec: HttpRoute | TcpRoute | TlsRoute;
}

/** A destination of a route, for requests or for copies of them. */
export interface PlannedTarget {
  readonly route: PlannedRoute;
  readonly origin: Path;
  readonly destination: Destination;
}

/** All routes of a VirtualService. */
export function routesOf(of: PlannedRoutes): PlannedRoute[] {
  return (["http", "tcp", "tls"] as const).flatMap((protocol) => routesBy(protocol, of));
}

/** The routes of a VirtualService for one protocol. */
export function routesBy(protocol: "http" | "tcp" | "tls", of: PlannedRoutes): PlannedRoute[] {
  const { http = [], tcp = [] } = of.manifest.spec;
  const list: readonly PlannedRoute["spec"][] = of.manifest.spec[protocol] ?? [];
  const before = { http: 0, tcp: http.length, tls: http.length + tcp.length }[protocol];
  return list.map((spec, index) => {
    const origin = of.routes[before + index] ?? of.origin;
    return { of, name: routeName(spec, index, origin), origin, spec };
  });
}

/** The destinations of a route: for requests and for copies of them. */
export function targetsOf(route: PlannedRoute, release: Release): PlannedTarget[] {
  const { of, origin, spec } = route;
  const answering = (spec.route ?? []).map(({ destination }) => ({
    route,
    origin: originOfTarget(release, origin, destination),
    destination,
  }));
  const { mirror, mirrors = [] } = spec as HttpRoute;
  const copying = [...(mirror ? [mirror] : []), ...mirrors.map(({ destination }) => destination)];
  return [
    ...answering,
    ...copying.map((destination) => ({
      route,
      origin: originOfMirror(of.origin, origin),
      destination,
    })),
  ];
}

/** The HTTP routes of all VirtualServices of all clusters. */
export function httpRoutes({ clusters }: Pick<PlannedObjects, "clusters">): PlannedRoute[] {
  return clusters
    .flatMap(({ virtualServices }) => virtualServices)
    .flatMap((of) => routesBy("http", of));
}

/**
 * The full host of a Service: a host without dots is in the namespace of the object that names it.
 */
export function fullHost(host: string, namespace: string | undefined): string {
  return host.includes(".") || host.startsWith("*")
    ? host
    : `${host}.${namespace}.svc.cluster.local`;
}

/**
 * The full names of the gateways at which a VirtualService acts; if it names none, it acts inside
 * the mesh.
 */
export function gatewaysOf({ manifest }: PlannedRoutes): string[] {
  const { gateways = [] } = manifest.spec;
  if (gateways.length === 0) return ["mesh"];
  return gateways.map((name) => fullGateway(name, manifest.metadata.namespace));
}

/** TCP routes and routes that delegate have no names. */
function routeName(spec: PlannedRoute["spec"], index: number, origin: Path): string {
  const { name } = spec as HttpRoute;
  return name ? `the route ${name}` : `route ${index + 1} (${formatPath(origin)})`;
}
