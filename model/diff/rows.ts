// Reads from the routes of one cluster which requests of each service go where, case by case.
import type { Manifest } from "../manifests/metadata";
import { readMatch, type HttpMatch } from "../manifests/http-match";
import type { VirtualServiceManifest } from "../manifests/virtual-service";
import { isServiceHost, serviceHost } from "../release/names";
import { answerWords } from "../routes/answer";
import { matchWords } from "../routes/match-fields";
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import { compareNames } from "../order";
import { entranceText, type Entrance } from "./entrances";
import { shownConditions } from "./conditions";
import { connectionRows, type Connections } from "./connection-rows";
import type { OutsideNames } from "./outside-names";
import {
  isFrom,
  laneOf,
  restKey,
  sharesOf,
  targetOf,
  type Destination,
  type From,
  type RouteNames,
  type Row,
} from "./row";
import { serviceOfHost, type VersionNames } from "./version-names";

/** The routes of one service in one cluster. */
export interface ServiceRows {
  readonly service: string;
  /** Hosts, paths and gateways by which requests from outside come to it. */
  readonly entrances: readonly Entrance[];
  /** In the order in which proxies try them. */
  readonly rows: readonly Row[];
  /** Cookie that keeps a user on the version that answered first. */
  readonly sticky?: string;
}

type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];

/** The routes of all services in one cluster, by service. */
export function rowsOf(
  objects: readonly Manifest[],
  versions: VersionNames,
  outside: OutsideNames,
): ReadonlyMap<string, ServiceRows> {
  const all = objects.filter(({ kind }) => kind === "VirtualService") as VirtualServiceManifest[];
  const roots = all.filter(({ spec }) => spec.http?.some(({ delegate }) => delegate));
  const services = objects.filter(({ kind }) => kind === "Service");
  const own = new Set(services.map(({ metadata }) => hostOf(metadata)));
  return new Map(
    all
      .filter((one) => !roots.includes(one))
      .flatMap((one): [string, ServiceRows][] => {
        const host = splitHost(one, roots, own);
        if (host === undefined) return [];
        const service = serviceOfHost(host);
        return [[service, readService({ service, host, versions, outside }, one, roots)]];
      }),
  );
}

/**
 * The host inside the mesh whose requests a VirtualService splits: its own, that of the root in the mesh
 * that leads to it, or that of a target. Targets alone may all be outside of the release.
 */
function splitHost(
  { metadata, spec }: VirtualServiceManifest,
  roots: readonly VirtualServiceManifest[],
  own: ReadonlySet<string>,
): string | undefined {
  const leading = roots.filter((root) => leadsTo(root, metadata.name));
  const held = [...(spec.hosts ?? []), ...leading.flatMap((root) => root.spec.hosts ?? [])];
  const targets = [...(spec.http ?? []), ...(spec.tcp ?? []), ...(spec.tls ?? [])].flatMap(
    ({ route = [] }) =>
      (route as readonly Destination[]).map(({ destination }) => destination.host),
  );
  const hosts = [...held, ...targets, hostOf(metadata)].filter(isServiceHost);
  return hosts.find((host) => own.has(host)) ?? hosts[0];
}

function leadsTo({ spec }: VirtualServiceManifest, name: string): boolean {
  return (spec.http ?? []).some(({ delegate }) => delegate?.name === name);
}

function hostOf({ name, namespace = "" }: Manifest["metadata"]): string {
  return serviceHost(name, namespace);
}

function readService(
  names: RouteNames,
  object: VirtualServiceManifest,
  roots: readonly VirtualServiceManifest[],
): ServiceRows {
  const { metadata, spec } = object;
  const leading = roots.flatMap((root) =>
    (root.spec.http ?? [])
      .filter(({ delegate }) => delegate?.name === metadata.name)
      .map(({ match = [] }) => ({ root, match })),
  );
  const ways = leading.length > 0 ? leading : [{ root: object, match: [] }];
  const sides = [...new Set(ways.flatMap(({ root }) => sidesOf(root.spec.gateways)))];
  const read = (one: HttpRoute) => readRoute(names, one, sides);
  const http = (spec.http ?? []).filter((one) => !isSticky(one));
  const connections = [...(spec.tcp ?? []), ...(spec.tls ?? [])].flatMap((one) =>
    connectionRows(names, one as Connections, sides),
  );
  const cookie = (spec.http ?? []).flatMap(({ route = [] }) => route.flatMap(cookieOf))[0];
  return {
    service: names.service,
    entrances: ways.flatMap(({ root, match }) => entrance(root.spec, match)).sort(byText),
    rows: [...connections, ...withoutShadowed(http.flatMap(read))],
    ...(cookie !== undefined && { sticky: cookie }),
  };
}

/** Istio's word for the proxies of the mesh is `mesh`; without gateways it means them alone. */
function sidesOf(gateways: readonly string[] | undefined): From[] {
  if (!gateways) return ["inside"];
  const outside = gateways.some((name) => name !== "mesh");
  return [
    ...(outside ? (["outside"] as const) : []),
    ...(gateways.includes("mesh") ? (["inside"] as const) : []),
  ];
}

function entrance(
  { hosts = [], gateways = [] }: VirtualServiceSpec,
  match: readonly HttpMatch[],
): Entrance[] {
  const through = gateways.filter((name) => name !== "mesh");
  if (through.length === 0) return [];
  const which = match.flatMap((one) => matchWords(readMatch(one))).join(" or ");
  return hosts
    .filter((host) => !isServiceHost(host))
    .map((host) => ({ host, which, gateways: through.join(", ") }));
}

function byText(one: Entrance, other: Entrance): number {
  return compareNames(entranceText(one), entranceText(other));
}

/** A case of users whom a cookie keeps on their version: it follows from the split behind it. */
function isSticky({ name = "", match = [] }: HttpRoute): boolean {
  return /-sticky-/.test(name) && match.some(({ headers }) => headers?.cookie !== undefined);
}

function cookieOf({ headers }: Destination): string[] {
  const cookie = headers?.response?.add?.["set-cookie"];
  return cookie === undefined ? [] : [cookie.slice(0, cookie.indexOf("=")).replaceAll("%%", "%")];
}

function readRoute(names: RouteNames, route: HttpRoute, sides: readonly From[]): Row[] {
  const { match = [], redirect, directResponse } = route;
  const answer = (redirect ?? directResponse) && answerWords(answerOf(route));
  return sides.flatMap((from): Row[] => {
    const mine = match.filter((one) => isFrom(one, from));
    if (match.length > 0 && mine.length === 0) return [];
    const conditions = mine.map((one) => shownConditions(readMatch(one)));
    const free = conditions.length === 0 || conditions.some((words) => words.length === 0);
    const lanes = isLaneEntry(route);
    const when = free || lanes ? [] : inOnePhrase(conditions);
    return [
      {
        from,
        key: when.length === 0 ? restKey : `route ${route.name ?? when.join(" and ")}`,
        ...(when.length > 0 && route.name !== undefined && { name: route.name }),
        when,
        shares: sharesOf(names, route.route ?? []),
        ...(answer !== undefined && { answer }),
        ...(route.mirror && {
          copies: {
            target: targetOf(names, route.mirror),
            percent: route.mirrorPercentage?.value ?? 100,
          },
        }),
        faults: faultsOf(route.fault),
      },
    ];
  });
}

function answerOf({ redirect, directResponse }: HttpRoute): Parameters<typeof answerWords>[0] {
  return {
    ...(redirect && { redirect: redirect as object }),
    ...(directResponse && { directResponse: { status: directResponse.status ?? 0 } }),
  };
}

/**
 * Whether a route gives lanes a part of all requests that are in no lane yet: so it is what the
 * weights mean at the gateway.
 */
function isLaneEntry({ name = "", match = [], route = [] }: HttpRoute): boolean {
  const enters = route.some((one) => laneOf(one) !== undefined);
  const bare = match.every(
    ({ gateways: _gateways, withoutHeaders: _lane, ...others }) => Object.keys(others).length === 0,
  );
  return name.endsWith("-lanes") && enters && bare;
}

/** The first case of one key counts: a lane entry stands before the weights of the same side. */
function withoutShadowed(rows: readonly Row[]): Row[] {
  const seen = new Set<string>();
  return rows.filter(({ from, key }) => {
    const known = seen.has(`${from} ${key}`);
    seen.add(`${from} ${key}`);
    return !known;
  });
}

function inOnePhrase(words: readonly (readonly string[])[]): readonly string[] {
  const different = [...new Set(words.map((one) => one.join(" and ")))];
  return different.length > 1 ? [different.join(", or ")] : (words[0] ?? []);
}

function faultsOf(fault: HttpRoute["fault"]): string[] {
  const { delay, abort } = fault ?? {};
  return [
    ...(delay ? [`${delay.percentage?.value ?? 100} % delayed by ${delay.fixedDelay}`] : []),
    ...(abort ? [`${abort.percentage?.value ?? 100} % answered ${abort.httpStatus}`] : []),
  ];
}
