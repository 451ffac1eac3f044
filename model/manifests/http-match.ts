// The conditions of a match in Istio's terms, each kind once: written, and read back.
// https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import type { RouteMatch, StringMatch } from "../release/routing";
import { looksAtCaller } from "../routes/alternatives";
import type { BranchMatch } from "../routes/branch";
import { routeGateways, type RouteGateway } from "../routes/branches";
import type { PortBranch } from "../routes/port-branches";
import { cookieExpression } from "../routes/cookie";
import { isStringMatch } from "../routes/match-fields";
import { plainPaths } from "../routes/paths";
import type { RouteArgs } from "./route-args";

type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];

/** One match of an HTTP route. */
export type HttpMatch = NonNullable<HttpRoute["match"]>[number];

type Write<T> = (given: T, match: BranchMatch, args: RouteArgs) => HttpMatch;

/** How Istio spells a kind of condition. */
interface IstioField<T> {
  readonly write: Write<T>;
  /** Left out where no condition of Istio is surely of this kind. */
  readonly read?: (live: HttpMatch) => T | undefined;
}

type IstioFields = {
  readonly [K in keyof BranchMatch]-?: IstioField<NonNullable<BranchMatch[K]>>;
};

/** In the order in which the objects have them. */
const istioFields: IstioFields = {
  headers: {
    write: (headers) => ({ headers: inLowerCase(headers) }),
    read: ({ headers }) => headers && readValues(headers),
  },
  cookies: {
    write: (cookies) => ({
      headers: Object.fromEntries(
        Object.entries(cookies).map(([name, one]) => [
          "cookie",
          { regex: cookieExpression(name, one) },
        ]),
      ),
    }),
  },
  withoutHeaders: {
    write: (headers) => ({ withoutHeaders: inLowerCase(headers) }),
    read: ({ withoutHeaders }) => withoutHeaders && readValues(withoutHeaders),
  },
  query: {
    write: (query) => ({ queryParams: copied(query) }),
    read: ({ queryParams }) => queryParams && readValues(queryParams),
  },
  uri: {
    // httpMatch() has taken a `pathPrefix` apart.
    write: (uri) => ({ uri: { ...(uri as StringMatch) } }),
    read: ({ uri }) => uri as StringMatch | undefined,
  },
  ignoreUriCase: {
    write: (ignore) => (ignore ? { ignoreUriCase: true } : {}),
    // Istio ignores it beside a regex.
    read: ({ ignoreUriCase, uri }) => (ignoreUriCase && uri && !uri.regex ? true : undefined),
  },
  method: {
    write: (method) => ({ method: { ...method } }),
    read: ({ method }) => method as StringMatch | undefined,
  },
  authority: {
    write: (authority) => ({ authority: { ...authority } }),
    read: ({ authority }) => authority as StringMatch | undefined,
  },
  sourceLabels: {
    write: (labels) => ({ sourceLabels: { ...labels } }),
    read: ({ sourceLabels }) => sourceLabels,
  },
  sourceNamespace: {
    write: (sourceNamespace) => ({ sourceNamespace }),
    read: ({ sourceNamespace }) => sourceNamespace || undefined,
  },
  from: {
    // A match names gateways only if a gateway leads to the service. It names none beside labels or
    // the namespace of the caller, which mean calls from the mesh: Istio ignores both in a match
    // that names gateways.
    write: (from, match, args) => {
      const gateways = routeGateways(args);
      if (gateways.length === 0 || looksAtCaller(match)) return {};
      return { gateways: originGateways(gateways, from) };
    },
  },
  // httpMatches() writes the port, because each port has routes of its own.
  port: { write: () => ({}) },
};

type Key = keyof BranchMatch;
const keys = Object.keys(istioFields) as Key[];

/** The conditions in Istio's terms: one match, or several of which one must hold. */
export function httpMatch(args: RouteArgs, match: BranchMatch): HttpMatch[] {
  if (!match.uri) return [oneMatch(args, match)];
  return plainPaths<StringMatch>(match.uri).map((uri) => oneMatch(args, { ...match, uri }));
}

function oneMatch(args: RouteArgs, match: BranchMatch): HttpMatch {
  const all: HttpMatch = {};
  for (const key of keys) {
    if (match[key] === undefined) continue;
    // The compiler can't see that field and value are of one key.
    const one = (istioFields[key].write as Write<never>)(match[key] as never, match, args);
    // Headers and cookies are both conditions on headers.
    Object.assign(all, one, one.headers && { headers: { ...all.headers, ...one.headers } });
  }
  return all;
}

/**
 * The matches of a branch, of which one must hold; none: it takes every request. A branch of one of
 * many ports says the port, which means another one at each place: in the mesh a request comes to
 * the Service's port, at a gateway to the gateway's (`BuildHTTPRoutesForVirtualService` in istiod's
 * pilot/pkg/networking/core/route/route.go compares it with the port of the listener).
 */
export function httpMatches(args: RouteArgs, one: PortBranch): HttpMatch[] {
  const { match = [] } = one.branch;
  if (one.oneOfMany)
    return (match.length > 0 ? match : [{}]).flatMap((each) => portMatches(args, one, each));
  const all = match.flatMap((each) => httpMatch(args, each));
  return all.some((each) => Object.keys(each).length === 0) ? [] : all;
}

function portMatches(
  args: RouteArgs,
  { port, gateways }: PortBranch,
  { from, ...conditions }: BranchMatch,
): HttpMatch[] {
  const ofCaller = looksAtCaller(conditions);
  const inMesh = routeGateways(args).length > 0 && !ofCaller ? { gateways: ["mesh"] } : {};
  return httpMatch(args, conditions).flatMap((match) => [
    ...(gateways.length > 0 && from !== "mesh" && !ofCaller
      ? [{ ...match, gateways: originGateways(gateways, "gateway") }]
      : []),
    ...(from === "gateway" ? [] : [{ ...match, port: port.port, ...inMesh }]),
  ]);
}

/** The conditions of a live match that a release can express; its values may still be wrong. */
export function readMatch(live: HttpMatch): RouteMatch {
  return Object.fromEntries(
    keys.flatMap((key) => {
      const value = istioFields[key].read?.(live);
      return value === undefined ? [] : [[key, value]];
    }),
  );
}

/** Conditions on values; `*` is Istio's other word for a value that is there, and no expression. */
function readValues(live: NonNullable<HttpMatch["headers"]>): NonNullable<RouteMatch["headers"]> {
  return Object.fromEntries(
    Object.entries(live).map(([name, one]) => [
      name,
      one.regex !== "*" && isStringMatch(one) ? one : {},
    ]),
  );
}

/** Istio's names for an origin: the names of the Gateways, or `mesh`. */
export function originGateways(
  gateways: readonly Pick<RouteGateway, "name">[],
  from: "gateway" | "mesh",
): string[] {
  return from === "mesh" ? ["mesh"] : [...new Set(gateways.map(({ name }) => name))];
}

function inLowerCase<T extends object>(headers: Readonly<Record<string, T>>): Record<string, T> {
  return copied(
    Object.fromEntries(Object.entries(headers).map(([name, one]) => [name.toLowerCase(), one])),
  );
}

function copied<T extends object>(matches: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(matches).map(([name, match]) => [name, { ...match }]));
}
