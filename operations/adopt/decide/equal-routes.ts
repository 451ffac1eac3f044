/**
 * Says what a VirtualService does in one normal form, so that two of them can be compared. Pure.
 */
import { fullGateway } from "../../../model/release/names";
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";
import { fullHost, isWithin } from "./hosts";
import { mirrorsOf, routeCases } from "./route-cases";

/** What the names in a VirtualService mean. */
export interface Names {
  readonly namespace: string;
  /** Port of the Service, which a destination need not name. */
  readonly port: number;
  /** The version behind each subset. */
  readonly versions: ReadonlyMap<string, string>;
}

type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];
type HttpMatch = NonNullable<HttpRoute["match"]>[number];
type Destination = NonNullable<HttpRoute["route"]>[number];
type Fields = Readonly<Record<string, unknown>>;

/** What a VirtualService does with requests. */
export interface Meaning {
  /** All of its fields but the HTTP routes. */
  readonly rest: Fields;
  readonly cases: readonly CaseMeaning[];
}

/** What one case of an HTTP route does. */
export interface CaseMeaning {
  /** Index of the route in the VirtualService. */
  readonly at: number;
  /** The name of the route, where it has one. */
  readonly route?: string;
  /** The name of the case in a release; left out for the route that takes all other requests. */
  readonly name?: string;
  readonly does: Fields;
}

/**
 * What a VirtualService does, without the ways to write it: hosts and gateways in full, versions
 * instead of subsets, percentages instead of weights. Two with the same meaning do the same with
 * every request.
 */
export function meaning(spec: VirtualServiceSpec, names: Names): Meaning {
  const { namespace } = names;
  const { http = [], ...rest } = spec;
  return {
    rest: {
      ...rest,
      hosts: (spec.hosts ?? []).map((host) => fullHost(host, namespace)).sort(),
      gateways: fullGateways(spec.gateways ?? ["mesh"], namespace),
      ...(spec.tcp && {
        tcp: spec.tcp.map((route) => ({ ...route, route: shares(route.route ?? [], names) })),
      }),
      ...(spec.tls && {
        tls: spec.tls.map(({ match, route = [] }) => ({
          // The hosts decide: a Gateway passes TLS on at the ports of its own.
          sniHosts: match.flatMap(({ sniHosts }) => sniHosts).sort(),
          route: shares(route, names),
        })),
      }),
    },
    cases: routeCases(http).map(({ at, route, name }) => ({
      at,
      ...(route.name !== undefined && { route: route.name }),
      ...(name !== undefined && { name }),
      does: httpMeaning(route, names),
    })),
  };
}

function httpMeaning(given: HttpRoute, names: Names): Fields {
  const route = answering(given);
  const {
    name: _name,
    match = [],
    route: destinations = [],
    mirror: _mirror,
    mirrorPercentage: _percentage,
    mirrors: _mirrors,
    ...rest
  } = route;
  const conditions = conditionsOf(match, names.namespace);
  const mirrors = mirrorsOf(route).map(({ destination, percentage }) => ({
    ...place(destination, names),
    percent: percentage?.value ?? 100,
  }));
  return {
    ...rest,
    ...(conditions !== undefined && { match: conditions }),
    ...(mirrors.length > 0 && { mirror: mirrors.length === 1 ? mirrors[0] : mirrors }),
    route: shares(destinations, names),
  };
}

/** A route that answers by itself, without what has an effect only where a request is passed on. */
function answering(route: HttpRoute): HttpRoute {
  if (!route.redirect && !route.directResponse) return route;
  const { timeout: _timeout, retries: _retries, headers, ...kept } = route;
  const { mirror: _mirror, mirrors: _mirrors, mirrorPercentage: _percentage, ...rest } = kept;
  return { ...rest, ...(headers?.response && { headers: { response: headers.response } }) };
}

/** The conditions of a route: of one match itself, so that its parts can be compared; or a list. */
function conditionsOf(matches: readonly HttpMatch[], namespace: string): unknown {
  const all = matches.map(({ name: _name, gateways, ...one }) => ({
    ...one,
    ...(gateways && { gateways: fullGateways(gateways, namespace) }),
  }));
  const [only, ...more] = all;
  // A match without conditions takes every request.
  if (!only || all.some((one) => Object.keys(one).length === 0)) return undefined;
  return more.length > 0 ? all : only;
}

function fullGateways(gateways: readonly string[], namespace: string): string[] {
  return gateways.map((name) => fullGateway(name, namespace)).sort();
}

/** The shares by version. */
function shares(route: readonly Destination[], names: Names): Fields {
  const sum = route.reduce((all, { weight = 0 }) => all + weight, 0);
  const found: Record<string, Fields & { readonly percent: number }> = {};
  for (const { destination, weight = 0, ...more } of route) {
    const percent = route.length === 1 ? 100 : Math.round((weight * 10_000) / sum) / 100;
    if (percent === 0) continue;
    const { version, ...at } = place(destination, names);
    found[version] = { ...more, ...at, percent: percent + (found[version]?.percent ?? 0) };
  }
  return found;
}

function place(destination: Destination["destination"], { namespace, port, versions }: Names) {
  const subset = destination?.subset ?? "";
  const host = fullHost(destination?.host ?? "", namespace);
  return {
    host,
    port: destination?.port?.number ?? port,
    // Subsets of others are not versions.
    version: isWithin(host, namespace) ? (versions.get(subset) ?? subset) : `${host}/${subset}`,
  };
}
