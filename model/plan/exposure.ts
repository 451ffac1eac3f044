// Decides how requests reach each service: by which hosts, paths and ports, through which objects.
import { gatewayName, gatewayNamespace, serviceHost } from "../release/names";
import { exposedPort, exposesTcp, servicePorts } from "../release/ports";
import type { ExposedPath, GatewaySpec, Release, ServiceSpec } from "../release/release";
import { isByOrigin } from "../release/weights";

/** The way from the gateway to a service. */
export interface Exposure {
  /**
   * Hosts of the gateway that lead to it. A TCP service has only its own host, which connects its
   * route to the Gateway.
   */
  readonly hosts: readonly string[];
  /** Paths that lead to it; none: every path. */
  readonly paths: readonly ExposedPath[];
  /** Port of the ingress gateway's Service, for connections only. */
  readonly port?: number;
  /** Name of the service's port to which the gateway leads, of a service with several. */
  readonly servicePort?: string;
}

/** The Gateway of a release. */
export interface ResolvedGateway {
  readonly spec: GatewaySpec;
  readonly name: string;
  readonly namespace: string;
  /** Whether the release makes it. */
  readonly create: boolean;
  /** Hosts that it serves; `*` is every host. */
  readonly hosts: readonly string[];
}

/** The way of requests to the routes of a service. */
export interface ServiceEntrance {
  /** Name of the service. */
  readonly name: string;
  /** Fully qualified host inside the mesh. */
  readonly host: string;
  /** The way from the gateway; left out if the gateway does not lead to the service. */
  readonly exposure?: Exposure;
  /**
   * Whether a root VirtualService holds the gateway's hosts and delegates to the VirtualService of
   * this service. It must if two services share a host, because the order of several
   * VirtualServices of one host is undefined
   * (https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services).
   * It also must if a service under the host `*` has rules for the mesh, which refuses that host:
   * so the weights of the service stay in one object.
   */
  readonly delegated: boolean;
  /**
   * Name of the VirtualService that holds its routes. A delegate has another name than a
   * VirtualService with hosts of its own. So if a service changes from one to the other, the new
   * object comes beside the old one, and no request is without a route in between.
   */
  readonly routesName: string;
}

/** The ways of requests to all services of a release. */
export interface Entrances<S extends ServiceEntrance = ServiceEntrance> {
  readonly namespace: string;
  /** Left out: no service is reachable through an ingress gateway. */
  readonly gateway?: ResolvedGateway;
  /** In the order of their names. */
  readonly services: readonly S[];
}

/** Decides how requests reach each service. The release may lack parts that had mistakes. */
export function resolveEntrances(release: Release): Entrances {
  const { gateway, namespace } = release;
  const services = Object.entries(release.services).map(([name, spec]) => ({
    name,
    spec,
    exposure: exposureOf(release, name),
  }));
  const sharing = new Map<string, number>();
  for (const { spec, exposure } of services)
    if (!exposesTcp(spec))
      for (const host of new Set(exposure?.hosts)) sharing.set(host, (sharing.get(host) ?? 0) + 1);
  return {
    namespace,
    ...(gateway && { gateway: resolveGateway(release, gateway) }),
    services: services.map(({ name, spec, exposure }) => {
      const delegated = isDelegated(release, spec, exposure, sharing);
      return {
        name,
        host: serviceHost(name, namespace),
        ...(exposure && { exposure }),
        delegated,
        routesName: spec.virtualService ?? (delegated ? `${name}-routes` : name),
      };
    }),
  };
}

function resolveGateway(release: Release, spec: GatewaySpec): ResolvedGateway {
  return {
    spec,
    name: gatewayName(release),
    namespace: gatewayNamespace(release),
    create: spec.create !== false,
    hosts: gatewayHosts(release),
  };
}

/** The name by which a VirtualService in the namespace `from` refers to a Gateway. */
export function gatewayReference({ name, namespace }: ResolvedGateway, from: string): string {
  return namespace === from ? name : `${namespace}/${name}`;
}

/** Hosts that the release's gateway serves. */
export function gatewayHosts({ gateway }: Pick<Release, "gateway">): readonly string[] {
  return gateway?.hosts ?? ["*"];
}

/**
 * Whether a host covers another one: each name that `narrow` stands for, `wide` stands for, too.
 * Both may be wildcards.
 */
export function serves(wide: string, narrow: string): boolean {
  if (!wide.startsWith("*")) return narrow === wide;
  return narrow.replace(/^\*/, "").endsWith(wide.slice(1));
}

/** Names of the services whose `expose` lets in HTTP requests; it does not look for a gateway. */
export function exposedByHttp({ services }: Release): string[] {
  return Object.keys(services).filter((name) => {
    const service = services[name];
    return service?.expose && !exposesTcp(service);
  });
}

/** The way from the gateway to a service; undefined if there is none. */
export function exposureOf(release: Release, service: string): Exposure | undefined {
  const spec = release.services[service];
  if (!spec?.expose || !release.gateway) return undefined;
  const { hosts, paths = [], port } = spec.expose === true ? {} : spec.expose;
  const to = servicePorts(spec).length > 1 ? exposedPort(spec)?.name : undefined;
  const servicePort = to === undefined ? {} : { servicePort: to };
  if (exposesTcp(spec))
    return {
      hosts: [serviceHost(service, release.namespace)],
      paths: [],
      ...(port !== undefined && { port }),
      ...servicePort,
    };
  return {
    hosts: hosts ?? gatewayHosts(release),
    paths: paths.every(isEvery) ? [] : paths,
    ...servicePort,
  };
}

/**
 * Whether a path means every path. Such a path becomes no condition, because a condition would
 * conflict with regular expressions of the delegate.
 */
export function isEvery(path: ExposedPath): boolean {
  return "prefix" in path && path.prefix === "/";
}

/** @param sharing how many HTTP services are exposed under each host */
function isDelegated(
  release: Release,
  spec: ServiceSpec,
  exposure: Exposure | undefined,
  sharing: ReadonlyMap<string, number>,
): boolean {
  if (!exposure || exposesTcp(spec)) return false;
  if (release.gateway?.delegate || exposure.paths.length > 0) return true;
  if (exposure.hosts.some((host) => (sharing.get(host) ?? 0) > 1)) return true;
  return exposure.hosts.includes("*") && needsMesh(release, spec);
}

function needsMesh(release: Release, spec: ServiceSpec): boolean {
  const { follows = [], weights, routes = [] } = spec;
  return (
    release.lanes !== undefined ||
    // Only calls from the mesh reach the ports to which the gateway does not lead.
    servicePorts(spec).length > 1 ||
    follows.length > 0 ||
    // If broken weights were cut out, a service has none.
    isByOrigin(weights ?? {}) ||
    routes.some(({ match }) => match.from === "mesh" || match.sourceLabels !== undefined)
  );
}
