// Plans the Istio objects of each primary cluster: subsets, policies, the Gateway and routes.
import type { AuthorizationPolicyArgs } from "../manifests/authorization-policy";
import type { RootRouteArgs } from "../manifests/root-route";
import type { GatewayArgs } from "../manifests/gateway";
import type { RouteArgs } from "../manifests/route-args";
import { trafficDistribution } from "../manifests/upstream/load-balancer";
import type { ExternalHostArgs } from "../manifests/outside/service-entry";
import type { PeerAuthenticationArgs, SubsetArgs } from "../manifests/traffic-policy";
import type { Cluster } from "../release/cluster";
import { seconds } from "../release/duration";
import { lanePercent } from "../release/lane-version";
import type { StickySpec } from "../release/routing";
import { requestPolicy, upstreamPolicy } from "../release/policies";
import { exposesTcp } from "../release/ports";
import type { LaneTargets, RouteGateway } from "../routes/branches";
import { outsideTargets } from "../routes/outside";
import type { PortArgs } from "../routes/port-branches";
import type { SessionAffinity } from "../routes/session-affinity";
import { bindingNamespaces, planAccess } from "./access";
import { planExternalHosts } from "./outside";
import { planRootRoutes } from "./root-routes";
import { gatewayReference, isSameGateway, type Exposure, type ResolvedGateway } from "./exposure";
import type { ResolvedRelease, ResolvedService } from "./resolved-release";

/** The Istio objects of one primary cluster. */
export interface MeshPlan {
  /**
   * Subsets of all versions that run in some cluster, not only in this one: clients of this cluster
   * reach all of them.
   */
  readonly subsets: readonly SubsetArgs[];
  /** Hosts outside the mesh that get shares of requests; left out where there are none. */
  readonly externalHosts?: readonly ExternalHostArgs[];
  /** Left out: another owner decides what the pods demand of callers. */
  readonly peerAuthentication?: PeerAuthenticationArgs;
  /** The policies on callers; none: every workload may call. */
  readonly authorizationPolicies: readonly AuthorizationPolicyArgs[];
  /** The Gateways that the release makes. */
  readonly gateways: readonly GatewayArgs[];
  /** The routes of each service. */
  readonly routes: readonly RouteArgs[];
  /** The root VirtualServices, which hold hosts and delegate to routes. */
  readonly entries: readonly RootRouteArgs[];
}

/**
 * Plans the Istio objects of any primary cluster: all of them get the same objects, apart from
 * weights and percentages of lanes of their own.
 */
export function planMesh(release: ResolvedRelease): (cluster: Cluster) => MeshPlan {
  const { namespace, gateways, services, sidecars, mtls } = release;
  const routes = services.map((service) => planRoute(release, service));
  const externalHosts = planExternalHosts(namespace, services);
  const common = {
    subsets: services.flatMap(({ name: service, spec, placed, withoutSidecar }) =>
      placed.map((version) => ({
        namespace,
        service,
        version: version.name,
        ...(version.spec.labels && { labels: version.spec.labels }),
        mutualTls: sidecars,
        ...(withoutSidecar.length > 0 && { withoutSidecar }),
        policy: upstreamPolicy(spec),
        versionPolicy: upstreamPolicy(version.spec),
        ...(spec.annotations?.[trafficDistribution] && { localityAsked: true }),
      })),
    ),
    ...(externalHosts.length > 0 && { externalHosts }),
    ...(mtls !== "external" && { peerAuthentication: { namespace, mtls } }),
    authorizationPolicies: planAccess(release),
    gateways: gateways.filter(({ create }) => create).map((one) => planGateway(release, one)),
    entries: planRootRoutes(release),
  };
  return (cluster) => ({
    ...common,
    routes: routes.map((route, i) => {
      const weights = services[i]?.weights.get(cluster.name) ?? route.weights;
      const lanes = cluster.lanes && route.lanes && lanesIn(cluster, route.lanes);
      // Clusters without shares of their own have the same route.
      if (weights === route.weights && !lanes) return route;
      return { ...route, weights, ...(lanes && { lanes }) };
    }),
  });
}

/** Lanes with the percentages of a cluster's own. */
function lanesIn(cluster: Cluster, { header, lanes }: LaneTargets): LaneTargets {
  return { header, lanes: lanes.map((one) => ({ ...one, weight: lanePercent(cluster, one) })) };
}

function planGateway(release: ResolvedRelease, gateway: ResolvedGateway): GatewayArgs {
  const { key, spec, name } = gateway;
  const entered = release.services.flatMap((service) =>
    service.exposures
      .filter((one) => isSameGateway(one.gateway, gateway))
      // TLS that is passed on comes to the port of requests.
      .map(({ port, hosts, sni }) => ({ port, hosts, tcp: exposesTcp(service.spec) && !sni })),
  );
  const tcp = entered.filter((one) => one.tcp);
  const bindable = bindingNamespaces(release, gateway);
  return {
    namespace: release.namespace,
    gateway: key === undefined ? spec : { ...spec, name },
    ...(key !== undefined && { key }),
    ...(bindable && { bindable }),
    // A Gateway needs at least one server, even if the release exposes no service.
    http: tcp.length === 0 || tcp.length < entered.length,
    tcp: tcp.flatMap(({ port, hosts }) => (port ? [{ port, hosts }] : [])),
  };
}

function planRoute({ namespace }: ResolvedRelease, service: ResolvedService): RouteArgs {
  const { name, spec, lanes, follows } = service;
  const { routes, mirror, sticky } = spec;
  const policy = requestPolicy(spec);
  return {
    namespace,
    service: name,
    name: service.routesName,
    ...planPorts(service),
    defaultRoute: service.defaultRoute,
    versions: [...service.versions.map((version) => version.name), ...service.outside],
    weights: spec.weights,
    ...(routes && { routes }),
    ...(Object.keys(policy).length > 0 && { policy }),
    ...(mirror && { mirror }),
    ...(sticky && { sticky: stickiness(name, sticky) }),
    ...(follows.length > 0 && { follows }),
    ...(lanes && { lanes }),
    ...leadingGateways(namespace, service),
    ...(service.delegated && { delegated: true }),
    ...(spec.outside && { outside: outsideTargets(namespace, name, spec.outside) }),
  };
}

/** The ports, in the short form of their declaration if that has one. */
function planPorts({ spec, ports }: ResolvedService): PortArgs {
  const { port, protocol } = spec;
  if (!spec.ports) return { ...(port !== undefined && { port }), ...(protocol && { protocol }) };
  return { ports: ports.map(({ targetPort: _targetPort, ...one }) => one) };
}

/** The ways from gateways, in the short form where there is only one. */
function leadingGateways(
  namespace: string,
  { exposures }: ResolvedService,
): Pick<RouteArgs, "gateway" | "gateways"> {
  const [first, ...more] = exposures.map((one) => routeGateway(namespace, one));
  if (!first) return {};
  return more.length === 0 ? { gateway: first } : { gateways: [first, ...more] };
}

function routeGateway(
  namespace: string,
  { gateway, hosts, port, servicePort, sni }: Exposure,
): RouteGateway {
  const name = gatewayReference(gateway, namespace);
  return {
    name,
    hosts,
    ...(port !== undefined && { port }),
    ...(servicePort !== undefined && { servicePort }),
    ...(sni && { sni }),
  };
}

function stickiness(service: string, { cookie, ttl = "24h" }: StickySpec): SessionAffinity {
  const stays = seconds(ttl);
  return {
    cookie: cookie ?? `${service}-version`,
    ...(stays > 0 && { maxAge: Math.max(1, Math.round(stays)) }),
  };
}
