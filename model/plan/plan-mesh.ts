import { bindingNamespaces, planAccess } from "./access";
import type { FollowedService, LaneTargets, RouteGateway } from "../routes/branches";
import type { Cluster } from "../release/cluster";
import { seconds } from "../release/duration";
import { planEntries } from "./entries";
import { exposureOf, isDelegated, routesName, type Exposure } from "./exposure";
import type { AuthorizationPolicyArgs } from "../manifests/authorization-policy";
import type { EntryArgs } from "../manifests/entry";
import type { GatewayArgs } from "../manifests/gateway";
import type { PeerAuthenticationArgs, SubsetArgs } from "../manifests/traffic-policy";
import type { RouteArgs } from "../manifests/route-args";
import { laneVersion } from "../release/lanes";
import { defaultRoute, gatewayReference } from "../release/names";
import { demandedMtls, hasSidecars } from "../release/sidecars";
import { placedVersions } from "./placement";
import type { GatewaySpec, Release, ServiceSpec } from "../release/release";
import { requestPolicy, type StickySpec } from "../release/routing";
import type { Stickiness } from "../routes/sticky";
import { upstreamPolicy } from "../release/upstream-policy";
import { weightsIn } from "../release/weights";

/** The Istio objects of one primary cluster. */
export interface MeshPlan {
  /** Subsets of all versions that run anywhere, not only here: clients of this cluster reach all of them. */
  readonly subsets: readonly SubsetArgs[];
  readonly peerAuthentication: PeerAuthenticationArgs;
  /** Who may call the services; none: everybody. */
  readonly authorizationPolicies: readonly AuthorizationPolicyArgs[];
  readonly gateway?: GatewayArgs;
  /** The routes of each service. */
  readonly routes: readonly RouteArgs[];
  /** What holds hosts and delegates to routes. */
  readonly entries: readonly EntryArgs[];
}

/**
 * Plans what the mesh reads, for any primary cluster: all of them get the same objects, apart from weights of their own.
 */
export function planMesh(
  release: Release,
  clusters: readonly Cluster[],
): (cluster: Cluster) => MeshPlan {
  const { namespace, gateway } = release;
  const services = Object.entries(release.services);
  const routes = services.map(([service, spec]) => planRoute(release, service, spec, clusters));
  const common = {
    subsets: services.flatMap(([service, spec]) =>
      placedVersions(spec, clusters).map((version) => ({
        namespace,
        service,
        version,
        mutualTls: hasSidecars(release),
        policy: upstreamPolicy(spec),
        versionPolicy: upstreamPolicy(spec.versions[version] ?? {}),
      })),
    ),
    peerAuthentication: { namespace, mtls: demandedMtls(release) },
    authorizationPolicies: planAccess(release, clusters),
    ...(gateway && gateway.create !== false && { gateway: planGateway(release, gateway) }),
    entries: planEntries(release),
  };
  return (cluster) => ({
    ...common,
    routes: routes.map((route) => ({
      ...route,
      weights: weightsIn(cluster, route.service, route),
    })),
  });
}

function planGateway(release: Release, gateway: GatewaySpec): GatewayArgs {
  const entered = Object.entries(release.services).filter(([, { expose }]) => expose);
  const tcp = entered.filter(([, { protocol }]) => protocol === "tcp");
  const bindable = bindingNamespaces(release);
  return {
    namespace: release.namespace,
    gateway,
    ...(bindable && { bindable }),
    // A Gateway has at least one server, also while nothing is exposed.
    http: tcp.length === 0 || tcp.length < entered.length,
    tcp: tcp.flatMap(([service]) => {
      const { port, hosts } = exposureOf(release, service) ?? {};
      return port && hosts ? [{ port, hosts }] : [];
    }),
  };
}

function planRoute(
  release: Release,
  service: string,
  spec: ServiceSpec,
  clusters: readonly Cluster[],
): RouteArgs {
  const { namespace } = release;
  const { routes, mirror, sticky, protocol } = spec;
  const exposure = exposureOf(release, service);
  const policy = requestPolicy(spec);
  const lanes = laneTargets(release, service, clusters);
  const follows = followed(release, spec, clusters);
  return {
    namespace,
    service,
    name: routesName(release, service),
    port: spec.port,
    ...(protocol && { protocol }),
    defaultRoute: defaultRoute(spec),
    versions: Object.keys(spec.versions),
    weights: spec.weights,
    ...(routes && { routes }),
    ...(Object.keys(policy).length > 0 && { policy }),
    ...(mirror && { mirror }),
    ...(sticky && { sticky: stickiness(service, sticky) }),
    ...(follows.length > 0 && { follows }),
    ...(lanes && { lanes }),
    ...(exposure && { gateway: routeGateway(release, exposure) }),
    ...(isDelegated(release, service) && { delegated: true }),
  };
}

function routeGateway(release: Release, { hosts, port }: Exposure): RouteGateway {
  const name = gatewayReference(release, release.namespace);
  return { name, hosts, ...(port !== undefined && { port }) };
}

function stickiness(service: string, { cookie, ttl = "24h" }: StickySpec): Stickiness {
  return { cookie: cookie ?? `${service}-version`, maxAge: Math.max(1, Math.round(seconds(ttl))) };
}

/** The versions that a service shares with those whose calls keep their version. */
function followed(
  release: Release,
  spec: ServiceSpec,
  clusters: readonly Cluster[],
): FollowedService[] {
  const here = placedVersions(spec, clusters);
  return (spec.follows ?? []).map((service) => ({
    service,
    versions: Object.keys(release.services[service]?.versions ?? {}).filter((version) =>
      here.includes(version),
    ),
  }));
}

/** What each lane is in a service, decided by what runs anywhere. Connections without requests have no lanes. */
function laneTargets(
  { lanes, services }: Release,
  service: string,
  clusters: readonly Cluster[],
): LaneTargets | undefined {
  const spec = services[service];
  if (!lanes || !spec || spec.protocol === "tcp") return undefined;
  const here = placedVersions(spec, clusters);
  return {
    header: lanes.header,
    lanes: Object.entries(lanes.lanes).map(([name, lane]) => {
      const wanted = [laneVersion(name, lane, service), lanes.baseline];
      const version = wanted.find((one) => one !== undefined && here.includes(one));
      return {
        name,
        ...(version !== undefined && { version }),
        ...(lane.match && { match: lane.match }),
        weight: lane.weight ?? 0,
      };
    }),
  };
}
