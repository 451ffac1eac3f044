// Decides how requests reach each service: by which hosts, paths and ports, through which objects.
import {
  declaredGateways,
  declaredName,
  certificatesOf,
  exposeEntries,
  passedHosts,
  passesOn,
  servedHosts,
  type DeclaredGateway,
} from "../release/gateways/declared";
import { serviceHost } from "../release/names";
import { exposedPort, exposesTcp, servicePorts } from "../release/ports";
import type { Path } from "../problem";
import type { ExposedPath } from "../release/gateway";
import type { Release, ServiceSpec } from "../release/release";
import { isByOrigin } from "../release/weights";
import { isForMesh, matchesOf } from "../routes/alternatives";

/** One way from a gateway to a service. */
export interface Exposure {
  readonly gateway: ResolvedGateway;
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
  /** Whether the gateway passes TLS on by these hosts, without looking into it. */
  readonly sni?: true;
  /** Its place in the release. */
  readonly place: Path;
}

/** A Gateway of a release. */
export interface ResolvedGateway extends DeclaredGateway {
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
  /** The ways from gateways; none if no gateway leads to the service. */
  readonly exposures: readonly Exposure[];
  /**
   * Whether root VirtualServices hold the gateways' hosts and delegate to the VirtualService of
   * this service. They must if two services share a host, because the order of several
   * VirtualServices of one host is undefined
   * (https://istio.io/latest/docs/ops/best-practices/traffic-management/#split-virtual-services).
   * They also must if a service under the host `*` has rules for the mesh, which refuses that host,
   * and if one VirtualService would open a host at a gateway that is not meant to lead to it there:
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
  /** In the order of their names; none: no service is reachable through an ingress gateway. */
  readonly gateways: readonly ResolvedGateway[];
  /** In the order of their names. */
  readonly services: readonly S[];
}

/** Decides how requests reach each service. The release may lack parts that had mistakes. */
export function resolveEntrances(release: Release): Entrances {
  const { namespace } = release;
  const services = Object.entries(release.services).map(([name, spec]) => ({
    name,
    spec,
    exposures: exposuresOf(release, name),
  }));
  const sharing = new Map<string, number>();
  for (const { spec, exposures } of services)
    if (!exposesTcp(spec))
      for (const host of new Set(exposures.flatMap(({ hosts }) => hosts)))
        sharing.set(host, (sharing.get(host) ?? 0) + 1);
  return {
    namespace,
    gateways: resolveGateways(release),
    services: services.map(({ name, spec, exposures }) => {
      const delegated = isDelegated(release, spec, exposures, sharing);
      return {
        name,
        host: serviceHost(name, namespace),
        exposures,
        delegated,
        routesName: spec.virtualService ?? (delegated ? `${name}-routes` : name),
      };
    }),
  };
}

/** The gateways of a release with all that their declarations leave open. */
export function resolveGateways(
  release: Pick<Release, "namespace" | "gateway" | "gateways">,
): readonly ResolvedGateway[] {
  return declaredGateways(release).map((declared) => ({
    ...declared,
    name: declaredName(declared, release.namespace),
    namespace: declared.spec.namespace ?? release.namespace,
    create: declared.spec.create !== false,
    hosts: servedHosts(declared.spec),
  }));
}

/** The name by which a VirtualService in the namespace `from` refers to a Gateway. */
export function gatewayReference({ name, namespace }: ResolvedGateway, from: string): string {
  return namespace === from ? name : `${namespace}/${name}`;
}

/** Whether two gateways are one object. */
export function isSameGateway(one: ResolvedGateway, other: ResolvedGateway): boolean {
  return one.name === other.name && one.namespace === other.namespace;
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

/** The ways from gateways to a service; none if there is no gateway, or the service is not exposed. */
export function exposuresOf(release: Release, service: string): readonly Exposure[] {
  const spec = release.services[service];
  if (!spec?.expose) return [];
  const gateways = resolveGateways(release);
  const to = servicePorts(spec).length > 1 ? exposedPort(spec)?.name : undefined;
  const servicePort = to === undefined ? {} : { servicePort: to };
  return exposeEntries(spec).flatMap(({ spec: entry, place }) => {
    const { hosts, paths = [], port } = entry;
    const named = leading(gateways, entry.gateways);
    return named.flatMap((gateway): Exposure[] => {
      const common = { gateway, ...servicePort, place: ["services", service, "expose", ...place] };
      const passed = passedHosts(gateway.spec);
      if (exposesTcp(spec)) {
        if (port === undefined && passed.length > 0) {
          const named = hosts?.filter((host) => isPassed(gateway, host));
          return [{ ...common, hosts: named ?? passed, paths: [], sni: true }];
        }
        const own = [serviceHost(service, release.namespace)];
        return [{ ...common, hosts: own, paths: [], ...(port !== undefined && { port }) }];
      }
      // A host that no gateway serves is told (GR141).
      const led = hosts?.filter((host) => named.length === 1 || servesAny(gateway, host));
      const ended = gateway.hosts.filter((host) => !isPassed(gateway, host));
      if ((led ?? ended).length === 0) return [];
      return [{ ...common, hosts: led ?? ended, paths: paths.every(isEvery) ? [] : paths }];
    });
  });
}

/** The gateways that an entry of `expose` names; without names all of them. */
export function leading(
  gateways: readonly ResolvedGateway[],
  names: readonly string[] | undefined,
): readonly ResolvedGateway[] {
  if (!names) return gateways;
  return gateways.filter(({ key }) => key !== undefined && names.includes(key));
}

/** Whether a gateway serves a host: it lists the host, or a wildcard that covers it. */
export function servesAny({ hosts }: Pick<ResolvedGateway, "hosts">, host: string): boolean {
  return hosts.some((wide) => serves(wide, host));
}

/** Whether a gateway passes on the TLS of a host: the certificate of the narrowest host decides. */
export function isPassed({ spec }: Pick<ResolvedGateway, "spec">, host: string): boolean {
  const [best] = certificatesOf(spec)
    .flatMap((one) => one.hosts.map((wide) => ({ one, wide })))
    .filter(({ wide }) => serves(wide, host))
    .sort((a, b) => b.wide.length - a.wide.length);
  return best !== undefined && passesOn(best.one);
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
  exposures: readonly Exposure[],
  sharing: ReadonlyMap<string, number>,
): boolean {
  if (exposures.length === 0 || exposesTcp(spec)) return false;
  if (exposures.some(({ gateway, paths }) => gateway.spec.delegate || paths.length > 0))
    return true;
  const hosts = [...new Set(exposures.flatMap((one) => one.hosts))];
  if (hosts.some((host) => (sharing.get(host) ?? 0) > 1)) return true;
  if (exposures.length > 1 && !fitTogether(exposures, hosts)) return true;
  return hosts.includes("*") && needsMesh(release, spec);
}

/**
 * Whether one VirtualService can hold all ways to a service. It names hosts and gateways in two
 * lists, and acts at each gateway on each of its hosts that the Gateway serves: so it must not open
 * a host at a gateway that is not meant to lead to the service there. Istio also refuses it if one
 * host is part of another.
 */
function fitTogether(exposures: readonly Exposure[], hosts: readonly string[]): boolean {
  const parts = hosts.some((host) => hosts.some((other) => other !== host && serves(other, host)));
  if (parts) return false;
  return [...new Set(exposures.map(({ gateway }) => gateway))].every((gateway) => {
    const meant = exposures.filter((one) => one.gateway === gateway).flatMap((one) => one.hosts);
    const opened = hosts.flatMap((host) => gateway.hosts.flatMap((own) => narrower(host, own)));
    return opened.every((host) => meant.some((wide) => serves(wide, host)));
  });
}

/** What two hosts have in common: the narrower one of them, or nothing. */
export function narrower(one: string, other: string): string[] {
  if (serves(one, other)) return [other];
  return serves(other, one) ? [one] : [];
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
    routes.some(({ match }) => matchesOf(match).some(isForMesh))
  );
}
