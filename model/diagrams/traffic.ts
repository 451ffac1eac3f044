// The traffic of a release as data: senders, cases and shares of each service, for the diagrams.
import { answerWords } from "../routes/answer";
import type { Branch, BranchMatch } from "../routes/branch";
import { isHttp } from "../release/ports";
import { branches, routeGateways, type RouteGateway } from "../routes/branches";
import { branchesOf, routePorts } from "../routes/port-branches";
import { matchWords } from "../routes/match-fields";
import { entryPort } from "../manifests/gateway";
import type { RouteArgs } from "../manifests/route-args";
import type { Exposure } from "../plan/exposure";
import type { ClusterPlan, ReleasePlan } from "../plan/plan";
import type { MirrorSpec, RouteSpec } from "../release/routing";
import type { ExposedPath } from "../release/gateway";
import type { Origin } from "../release/weights";
import { isForMesh } from "../routes/alternatives";

/**
 * The traffic of one service in the mesh of one cluster: the ways in, the cases, and the versions.
 */
export interface ServiceTraffic {
  readonly service: string;
  /** Ports of the Service, in the order of their declaration. */
  readonly ports: readonly number[];
  /** The ways in. */
  readonly entries: readonly TrafficEntry[];
  /** In the order in which proxies try them. */
  readonly cases: readonly TrafficCase[];
  /**
   * The versions that run in some cluster, with the names of these clusters; also versions without
   * traffic.
   */
  readonly versions: Readonly<Record<string, readonly string[]>>;
  /** Hosts of its destinations outside of the release, by name; left out where it has none. */
  readonly outside?: Readonly<Record<string, string>>;
  /** The version to which an abort goes back, where the release names it. */
  readonly stable?: string;
  /** Name of the cookie that keeps users on their version. */
  readonly stickyCookie?: string;
}

/** A way in for requests: the gateway or the mesh. */
export interface TrafficEntry {
  readonly origin: Origin;
  /**
   * Name of the gateway, with `<namespace>/` before it if the service is in another namespace; or
   * `mesh`.
   */
  readonly name: string;
  /** Hosts and port of a gateway, and the paths that lead to the service if not all paths do. */
  readonly details: readonly string[];
}

/** Requests that meet the same conditions, and what answers them. */
export interface TrafficCase {
  /** Name of the route that a user declared. */
  readonly name?: string;
  /** All conditions in words; none: every request that no earlier case took. */
  readonly conditions: readonly string[];
  /** The senders of the requests; at least one. */
  readonly sources: readonly TrafficSource[];
  /** The conditions that do not follow from `sources`. */
  readonly further: readonly string[];
  readonly shares: readonly TrafficShare[];
  /** What proxies answer in place of a version, in words. */
  readonly answer?: string;
  readonly copies?: MirrorSpec;
  /** Failures made on purpose, in words. */
  readonly faults: readonly string[];
}

/** A sender: a way in, a calling version of a service, or the requests in a lane. */
export type TrafficSource =
  | { readonly origin: Origin }
  | { readonly service: string; readonly version: string }
  | { readonly lane: string; readonly header: string };

export interface TrafficShare {
  readonly version: string;
  /** Percent of the case's requests. */
  readonly percent: number;
  /** Lane that the requests enter here. */
  readonly lane?: string;
}

/**
 * The traffic of a cluster's services; none for a remote cluster, which has no routes of its own.
 */
export function traffic(plan: ReleasePlan, { mesh }: ClusterPlan): ServiceTraffic[] {
  const services = new Map(plan.resolved.services.map((service) => [service.name, service]));
  return (mesh?.routes ?? []).map((route) => {
    const { sticky, ...unsticky } = route;
    const { exposures = [], spec, placed = [] } = services.get(route.service) ?? {};
    const found = entries(route, exposures);
    const cases = casesOf(unsticky);
    return {
      service: route.service,
      ports: routePorts(route).map(({ port }) => port),
      entries: found,
      cases: cases.map((branch, i) => trafficCase(branch, open(found, cases.slice(0, i)), route)),
      versions: Object.fromEntries(placed.map(({ name, clusters }) => [name, clusters])),
      ...(spec?.outside && {
        outside: Object.fromEntries(
          Object.entries(spec.outside).map(([name, { host }]) => [name, host]),
        ),
      }),
      ...(spec?.stable !== undefined && { stable: spec.stable }),
      ...(sticky && { stickyCookie: sticky.cookie }),
    };
  });
}

/**
 * The cases of all ports at once: ports for requests have the same ones, apart from routes that name
 * a port. Cases of a port for connections say its name, beside ports for requests.
 */
function casesOf(route: RouteArgs): Branch[] {
  const ports = routePorts(route);
  const [first, ...more] = ports;
  if (first && more.length === 0) return branchesOf(first, route);
  const connections = ports
    .filter((port) => !isHttp(port))
    .flatMap((port) =>
      branchesOf(port, route).map(({ match = [{}], ...one }) => ({
        ...one,
        match: match.map((each) => ({ ...each, port: port.name })),
      })),
    );
  const [way] = routeGateways(route);
  const leading = ports.find(({ name }) => name === way?.servicePort) ?? ports[0];
  const { gateway: _gateway, gateways: _gateways, ...inMesh } = route;
  const seen = way && leading && isHttp(leading) ? route : inMesh;
  return [...connections, ...(ports.some(isHttp) ? branches(seen) : [])];
}

function entries(route: RouteArgs, exposures: readonly Exposure[]): TrafficEntry[] {
  const mesh: TrafficEntry = { origin: "mesh", name: "mesh", details: [] };
  const ways = routeGateways(route);
  const entering = ways.map((way, i) => entryOf(route, way, exposures[i]));
  const inMesh = route.delegated || !ways.some(({ hosts }) => hosts.includes("*"));
  return inMesh ? [...entering, mesh] : entering;
}

function entryOf(route: RouteArgs, way: RouteGateway, exposure?: Exposure): TrafficEntry {
  const port = `port ${way.port ?? entryPort(exposure?.gateway.spec ?? {})}`;
  const to = way.servicePort === undefined ? "" : ` to the port ${way.servicePort}`;
  const all = routePorts(route);
  const exposed = all.find(({ name }) => name === way.servicePort) ?? all[0];
  return {
    origin: "gateway",
    name: way.name,
    details: [
      `${exposed && !isHttp(exposed) && !way.sni ? "" : `${way.hosts.join(", ")} `}${port}${to}`,
      ...(exposure?.paths ?? []).map(pathText),
    ],
  };
}

/** The ways in, except those whose requests an earlier case takes as a whole. */
function open(all: readonly TrafficEntry[], earlier: readonly Branch[]): Origin[] {
  const taken = earlier
    .flatMap(({ match = [] }) => match)
    .map((match) => (hasOnly(match, "from") ? match.from : undefined));
  return [...new Set(all.map(({ origin }) => origin))].filter((origin) => !taken.includes(origin));
}

function hasOnly(match: BranchMatch, key: keyof BranchMatch): boolean {
  const set = Object.entries(match).filter(([, value]) => value !== undefined);
  return set.length === 1 && set[0]?.[0] === key;
}

function trafficCase(
  branch: Branch,
  origins: Origin[],
  route: Pick<RouteArgs, "lanes" | "follows">,
): TrafficCase {
  const { shares, match = [], answer, mirror, fault, name, origin } = branch;
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  return {
    ...(origin[2] === "routes" && { name }),
    conditions: inOnePhrase(match.map(matchWords)),
    ...sourced(branch, origins, route),
    shares: shares.map(({ version, weight, lane }) => ({
      version,
      percent: (100 * weight) / total,
      ...(lane && { lane: lane.name }),
    })),
    ...(answer && { answer: answerWords(answer) }),
    ...(mirror && { copies: mirror }),
    faults: faults(fault),
  };
}

/** The senders of a case's requests, and the other conditions of the case. */
function sourced(
  { match = [{}], origin, shares }: Branch,
  origins: Origin[],
  { lanes, follows = [] }: Pick<RouteArgs, "lanes" | "follows">,
): Pick<TrafficCase, "sources" | "further"> {
  const followed = origin[2] === "follows" ? follows[Number(origin[3])] : undefined;
  // A call keeps its version: that of the caller is the one that answers.
  if (followed && shares[0])
    return { sources: [{ service: followed.service, version: shares[0].version }], further: [] };
  const lane = origin[0] === "lanes" && origin.length === 3 && lanes?.lanes[Number(origin[2])];
  if (lanes && lane) return { sources: [{ lane: lane.name, header: lanes.header }], further: [] };
  const senders = match.map((one): readonly Origin[] =>
    isForMesh(one) ? ["mesh"] : one.from ? [one.from] : origins,
  );
  // Where all matches are about the same senders, `from` says no more than the senders do.
  const alike = new Set(senders.map(String)).size === 1;
  const words = match.map(({ from, ...others }) =>
    matchWords({ ...others, ...(from && !alike && { from }) }),
  );
  return {
    sources: [...new Set(senders.flat())].map((sender) => ({ origin: sender })),
    further: words.length > 1 ? words.map(inLine) : (words[0] ?? []),
  };
}

/** One of several matches, as a line of its own. */
function inLine(words: readonly string[], i: number): string {
  return `${i > 0 ? "or " : ""}${words.join(" and ") || "any"}`;
}

/** The words of one match, or those of several in one phrase. */
function inOnePhrase(words: readonly (readonly string[])[]): readonly string[] {
  return words.length > 1 ? [words.map(inLine).join(", ")] : (words[0] ?? []);
}

function pathText(path: ExposedPath): string {
  if ("exact" in path) return path.exact;
  return "prefix" in path ? `${path.prefix}*` : `${path.pathPrefix} ${path.pathPrefix}/*`;
}

function faults(fault: RouteSpec["fault"]): string[] {
  return [
    ...(fault?.delay ? [`${fault.delay.percent ?? 100} % delayed by ${fault.delay.time}`] : []),
    ...(fault?.abort ? [`${fault.abort.percent ?? 100} % answered ${fault.abort.status}`] : []),
  ];
}
