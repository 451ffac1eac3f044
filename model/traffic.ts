import { branches } from "./branches";
import type { Branch, BranchMatch } from "./branch";
import type { RouteArgs } from "./manifests/virtual-service";
import { entryPort } from "./manifests/gateway";
import { placement } from "./placement";
import type { ClusterPlan, ReleasePlan } from "./plan";
import type { RouteSpec, StringMatch } from "./routing";

/** What reaches one service in one cluster's mesh, and where it goes: what pictures draw. */
export interface ServiceTraffic {
  readonly service: string;
  /** Port of the Service. */
  readonly port: number;
  /** Where requests come from, in words. */
  readonly entries: readonly string[];
  /** In the order in which they are tried. */
  readonly cases: readonly TrafficCase[];
  /** Name of the cookie that keeps users on their version. */
  readonly stickyCookie?: string;
}

/** Requests that meet a condition, and where they go. */
export interface TrafficCase {
  /** The condition in words. */
  readonly when: string;
  readonly shares: readonly TrafficShare[];
  /** What else happens to them, in words: copies, faults. */
  readonly notes: readonly string[];
}

export interface TrafficShare {
  readonly version: string;
  /** Percent of the case's requests. */
  readonly percent: number;
  /** Clusters that run the version. */
  readonly clusters: readonly string[];
  /** Lane that the requests enter here. */
  readonly lane?: string;
}

/** The traffic of a cluster's services; none for a remote cluster, which has no routes of its own. */
export function traffic(plan: ReleasePlan, { mesh }: ClusterPlan): ServiceTraffic[] {
  return (mesh?.routes ?? []).map((route) => {
    const { sticky, ...unsticky } = route;
    return {
      service: route.service,
      port: route.port,
      entries: entries(plan, route),
      cases: branches({ ...unsticky, entered: route.gateway !== undefined }).map((branch) =>
        trafficCase(plan, route.service, branch),
      ),
      ...(sticky && { stickyCookie: sticky.cookie }),
    };
  });
}

function entries({ release }: ReleasePlan, { gateway, delegated, protocol }: RouteArgs): string[] {
  if (!gateway) return ["mesh"];
  const port = gateway.port ?? entryPort(release.gateway ?? {});
  const hosts = gateway.hosts.join(", ");
  const where = protocol === "tcp" ? `port ${port}` : `${hosts} port ${port}`;
  const throughMesh = delegated || !gateway.hosts.includes("*");
  return [`gateway ${gateway.name} (${where})`, ...(throughMesh ? ["mesh"] : [])];
}

function trafficCase(
  { release, clusters }: ReleasePlan,
  service: string,
  branch: Branch,
): TrafficCase {
  const { shares, match, mirror, fault, name } = branch;
  const total = shares.reduce((sum, { weight }) => sum + weight, 0);
  const versions = release.services[service]?.versions ?? {};
  const all = clusters.map(({ cluster }) => cluster);
  const named = branch.origin[2] === "routes";
  return {
    when: match ? `${named ? `${name}: ` : ""}${describe(match)}` : "all other requests",
    shares: shares.map(({ version, weight, lane }) => ({
      version,
      percent: (100 * weight) / total,
      clusters: versions[version] ? placement(versions[version], all) : [],
      ...(lane && { lane: lane.name }),
    })),
    notes: [
      ...(mirror ? [`${mirror.percent ?? 100} % copied to ${mirror.version}`] : []),
      ...faultNotes(fault),
    ],
  };
}

function faultNotes(fault: RouteSpec["fault"]): string[] {
  return [
    ...(fault?.delay ? [`${fault.delay.percent ?? 100} % delayed by ${fault.delay.time}`] : []),
    ...(fault?.abort ? [`${fault.abort.percent ?? 100} % answered ${fault.abort.status}`] : []),
  ];
}

/** The conditions of a match in words. */
export function describe(match: BranchMatch): string {
  const { headers, cookies, query, uri, method, authority, from, sourceLabels } = match;
  const each = (kind: string, matches: Readonly<Record<string, StringMatch>> = {}) =>
    Object.entries(matches).map(([name, one]) => `${kind} ${name} ${comparison(one)}`);
  const labels = Object.entries(sourceLabels ?? {}).map(([name, value]) => `${name}=${value}`);
  return [
    ...(from ? [from === "gateway" ? "from the gateway" : "from the mesh"] : []),
    ...(labels.length > 0 ? [`called by ${labels.join(", ")}`] : []),
    ...each("header", headers),
    ...(match.withoutHeader ? [`no header ${match.withoutHeader}`] : []),
    ...each("cookie", cookies),
    ...each("query", query),
    ...(authority ? [`host ${comparison(authority)}`] : []),
    ...(uri ? [`path ${comparison(uri)}`] : []),
    ...(method ? [`method ${comparison(method)}`] : []),
  ].join(" and ");
}

function comparison(match: StringMatch): string {
  if ("exact" in match) return `is ${match.exact}`;
  return "prefix" in match ? `begins with ${match.prefix}` : `matches ${match.regex}`;
}
