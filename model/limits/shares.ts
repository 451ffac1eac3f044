// Reads from VirtualServices, live or planned, which part of a service's requests each version gets.
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import { keyOf } from "../live-object";
import { isRouteKind } from "../kinds";
import type { Manifest } from "../manifests/metadata";
import { virtualServiceManifest, type VirtualServiceManifest } from "../manifests/virtual-service";
import type { ClusterPlan } from "../plan/plan";
import { serviceHost, subsetName } from "../release/names";
import type { Origin } from "../release/weights";
import type { OutsideTargets } from "../routes/outside";

/** Percent by subset, or by {@link foreignKey} of what is outside the release. */
export type Shares = ReadonlyMap<string, number>;

/** How the requests of a service split, by where they come from. */
export type ServiceShares = Readonly<Partial<Record<Origin, Shares>>>;

/** The same by service. A service that no route splits yet is left out. */
export type ClusterShares = ReadonlyMap<string, ServiceShares>;

/** The same by cluster. A cluster that nobody looked at is left out. */
export type SharesByCluster = ReadonlyMap<string, ClusterShares>;

const origins: readonly Origin[] = ["gateway", "mesh"];

/** The shares of a whole plan: those of its primary clusters. */
export function plannedShares(clusters: readonly ClusterPlan[]): SharesByCluster {
  return new Map(clusters.map((plan) => [plan.cluster.name, sharesIn(plan)]));
}

/** The shares that the plan of one cluster leads to; none for a remote cluster. */
export function sharesIn({ mesh }: ClusterPlan): ClusterShares {
  return new Map(
    (mesh?.routes ?? []).map((args) => [
      args.service,
      servedShares(virtualServiceManifest(args).spec, serviceHost(args.service, args.namespace)),
    ]),
  );
}

/**
 * The shares of a plan's services by objects that a cluster has, live or applied last. A service whose
 * routes are under the name that the plan gives them is read from there. The VirtualService that only
 * hands its host to another one has no shares.
 */
export function sharesAmong({ mesh }: ClusterPlan, objects: readonly Named[]): ClusterShares {
  const routes = objects.filter(({ kind }) => isRouteKind(kind)) as VirtualServiceManifest[];
  const byKey = new Map(routes.map((one) => [keyOf(one), one]));
  return new Map(
    (mesh?.routes ?? []).flatMap(({ service, name, namespace }): [string, ServiceShares][] => {
      const host = serviceHost(service, namespace);
      const own = byKey.get(keyOf({ metadata: { name, namespace } }));
      // A service that gets a root VirtualService has its routes under another name until then.
      for (const { spec } of own ? [own] : othersFor(host, routes)) {
        const shares = servedShares(spec, host);
        if (Object.keys(shares).length > 0) return [[service, shares]];
      }
      return [];
    }),
  );
}

type Named = Pick<Manifest, "kind" | "metadata">;

/**
 * The VirtualServices that may have the routes for a host: those that hold it, those to which these
 * delegate, and those that lead there. Routes may all lead out of the release.
 */
export function othersFor(
  host: string,
  routes: readonly VirtualServiceManifest[],
): readonly VirtualServiceManifest[] {
  const holding = routes.filter(({ spec }) => spec.hosts?.includes(host));
  const delegates = new Set(
    holding.flatMap(({ spec }) => (spec.http ?? []).map(({ delegate }) => delegate?.name)),
  );
  return [
    ...holding,
    ...routes.filter(({ metadata }) => delegates.has(metadata.name)),
    ...routes.filter((one) => leadsTo(one, host)),
  ];
}

function leadsTo({ spec }: VirtualServiceManifest, host: string): boolean {
  return [...(spec.http ?? []), ...(spec.tcp ?? []), ...(spec.tls ?? [])].some(({ route = [] }) =>
    route.some(({ destination }) => destination?.host === host),
  );
}

/**
 * How a VirtualService splits the requests for a host that meet no condition of a route. Requests
 * that a random part of enters lanes are such requests, too.
 *
 * @returns nothing for an origin of which no route takes all requests
 */
export function servedShares(spec: VirtualServiceSpec, host: string): ServiceShares {
  const { http = [], tcp = [], tls = [], gateways } = spec;
  const routes: readonly AnyRoute[] = [...http, ...tcp, ...tls];
  const found = origins
    .filter((origin) => !gateways || gateways.some((name) => isOf(origin, name)))
    .flatMap((origin): [Origin, Shares][] => {
      const route = routes.find((one) => takesAllFrom(origin, one));
      const shares = route && sharesOf(route, host);
      return shares ? [[origin, shares]] : [];
    });
  return Object.fromEntries(found);
}

/** The subsets of services that get a part of the requests, from any origin in any cluster. */
export function subsetsWithShares(
  all: readonly (ServiceShares | undefined)[],
): ReadonlySet<string> {
  const shares = all.flatMap((one) => (one ? Object.values(one) : []));
  return new Set(
    shares.flatMap((one) => [...one].flatMap(([name, part]) => (part > 0 ? [name] : []))),
  );
}

type AnyRoute = Partial<Pick<NonNullable<VirtualServiceSpec["http"]>[number], "match" | "route">>;

/** The keys of a match by which a route takes all requests of one origin or one port. */
const ways: readonly string[] = ["gateways", "port", "sniHosts", "name"];

/**
 * Whether a route takes all requests of an origin. One that leaves out the requests with some header
 * counts, too: so the release writes the random entry to lanes, for requests that are in no lane.
 */
function takesAllFrom(origin: Origin, { match = [] }: AnyRoute): boolean {
  if (match.length === 0) return true;
  return match.some((one) => {
    const { gateways, uri } = one as { gateways?: readonly string[]; uri?: { prefix?: string } };
    if (gateways && !gateways.some((name) => isOf(origin, name))) return false;
    return Object.keys(one).every(
      (key) =>
        ways.includes(key) || key === "withoutHeaders" || (key === "uri" && uri?.prefix === "/"),
    );
  });
}

function isOf(origin: Origin, gateway: string): boolean {
  return (gateway === "mesh") === (origin === "mesh");
}

/**
 * What tells a destination outside of the release apart from every other one. Two of them may be one
 * Service, by other subsets or ports; a subset's name has no dot, and so is never a key of these.
 */
function foreignKey(host: string, subset: string | undefined, port: number | undefined): string {
  return [host, subset ?? "", port ?? ""].join("|");
}

/**
 * Whether a key of shares is that of a name in weights: of a version, or of a destination outside of
 * the release. One without a port has that of the port by which requests came, whichever it is.
 */
export function isShareOf(key: string, name: string, outside: OutsideTargets = {}): boolean {
  const target = outside[name];
  if (!target) return key === subsetName(name);
  const { host, subset, port } = target;
  return port === undefined
    ? key.startsWith(foreignKey(host, subset, undefined))
    : key === foreignKey(host, subset, port);
}

/** Weights count relative to their sum, and a single destination takes all. */
function sharesOf({ route = [] }: AnyRoute, host: string): Shares | undefined {
  if (route.length === 0) return undefined;
  const sum = route.reduce((all, { weight = 0 }) => all + weight, 0);
  const shares = new Map<string, number>();
  for (const { destination, weight = 0 } of route) {
    const { host: to = "", subset, port } = destination ?? {};
    const name =
      to === host && subset !== undefined ? subset : foreignKey(to, subset, port?.number);
    const part = sum > 0 ? (100 * weight) / sum : 100 / route.length;
    shares.set(name, (shares.get(name) ?? 0) + part);
  }
  return shares;
}
