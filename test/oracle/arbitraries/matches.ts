// Draws conditions over an alphabet so small that requests often meet them, by chance or by design.
import { contradictions } from "../../../model/routes/conditions";
import { conditions } from "../../../model/routes/match";
import type { ExposedPath } from "../../../model/release/gateway";
import type {
  PathMatch,
  RouteMatch,
  StringMatch,
  ValueMatch,
} from "../../../model/release/routing";
import { present, type Draw } from "./draw";

/** Regular expressions with values that they match and values that they only nearly match. */
type Expressions = Readonly<
  Record<string, { readonly fits: readonly string[]; readonly misses: readonly string[] }>
>;

const texts: Expressions = {
  "a.*": { fits: ["a", "abc"], misses: ["ba", ""] },
  "a|b": { fits: ["a", "b"], misses: ["ab", "ax", "xb"] },
  "[ab]+": { fits: ["ab", "ba"], misses: ["abc", "cab"] },
  ".*@a\\.example": { fits: ["x@a.example"], misses: ["x@a-example", "x@a.example.org"] },
};

const paths: Expressions = {
  "/a/.*": { fits: ["/a/b", "/a/"], misses: ["/a", "/x/a/b"] },
  "/(a|b)": { fits: ["/a", "/b"], misses: ["/ab", "/a/b"] },
};

const expressions: Expressions = {
  ...texts,
  ...paths,
  "GET|PUT": { fits: ["GET", "PUT"], misses: ["GETPUT", "POST"] },
  "a\\..*": { fits: ["a.example.com"], misses: ["b.a.example.com", "a-example.com"] },
};

const values = ["a", "b", "ab", "x@a.example"];
const methods = ["GET", "POST", "PUT"];

export const headerNames = ["x-user", "X-Team", "x-hint"];
export const cookieNames = ["user", "tier"];
export const queryNames = ["q", "debug"];
export const teams = ["blue", "red"];
export const namespaces = ["team-a", "team-b"];

/** Names of services and versions that callers may have. */
export interface Callers {
  readonly services: readonly string[];
  readonly versions: readonly string[];
}

export interface MatchRules {
  readonly callers: Callers;
  /** Origins that requests can have; none: it is known, and the caller is not in the mesh. */
  readonly origins: readonly ("gateway" | "mesh")[];
  /**
   * Paths in which conditions on the path must lie; none: anywhere. Undefined: no such conditions.
   */
  readonly within: readonly ExposedPath[] | undefined;
  readonly cookies: boolean;
}

/** One condition or several on HTTP requests. */
export function httpMatch(draw: Draw, rules: MatchRules): RouteMatch {
  const { within } = rules;
  const kinds: Partial<Record<keyof RouteMatch, () => RouteMatch[keyof RouteMatch]>> = {
    headers: () => named(draw, headerNames),
    withoutHeaders: () => unwanted(draw),
    query: () => named(draw, queryNames),
    method: () => draw.one<StringMatch>([{ exact: "GET" }, { prefix: "P" }, { regex: "GET|PUT" }]),
    authority: () =>
      draw.one<StringMatch>([
        { exact: "a.example.com" },
        { prefix: "a." },
        { prefix: "web." },
        { regex: "a\\..*" },
      ]),
    ...(within && { uri: () => uriWithin(draw, within) }),
    ...(rules.cookies && { cookies: () => ({ [draw.one(cookieNames)]: value(draw) }) }),
    ...tcpKinds(draw, rules),
  };
  const chosen = draw.some(Object.keys(kinds) as (keyof RouteMatch)[], 1).slice(0, 3);
  const match: RouteMatch = Object.fromEntries(chosen.map((kind) => [kind, kinds[kind]?.()]));
  // Under a path of a delegating gateway Istio drops what looks at the case of letters otherwise.
  const inAnyCase = match.uri && !("regex" in match.uri) && within?.length === 0;
  return noContradiction(inAnyCase && draw.chance(50) ? { ...match, ignoreUriCase: true } : match);
}

/** One condition or two on TCP connections. */
export function tcpMatch(draw: Draw, rules: MatchRules): RouteMatch {
  return noContradiction(draw.someParts<RouteMatch>(tcpKinds(draw, rules) as never));
}

function tcpKinds(draw: Draw, { callers, origins }: MatchRules) {
  if (origins.length === 0) return {};
  return {
    from: () => draw.one(origins),
    sourceNamespace: () => draw.one(namespaces),
    sourceLabels: () =>
      draw.someParts<Record<"app" | "version" | "team", string>>({
        app: () => draw.one(callers.services),
        version: () => draw.one(callers.versions),
        team: () => draw.one(teams),
      }),
  };
}

/** The gateway's pods have neither labels nor a namespace that a caller in the mesh would have. */
function noContradiction(match: RouteMatch): RouteMatch {
  const { withoutHeaders: _refused, ...others } = match;
  // Some request must be able to meet all conditions; a match of this one alone contradicts none.
  const kept = contradictions(conditions(match)).length > 0 ? others : match;
  const ofCaller = kept.sourceLabels ?? kept.sourceNamespace;
  return ofCaller && kept.from ? { ...kept, from: "mesh" } : kept;
}

function named(draw: Draw, names: readonly string[]): Record<string, ValueMatch> {
  return Object.fromEntries(
    draw
      .some(names, 1)
      .slice(0, 2)
      .map((name) => [name, value(draw)]),
  );
}

/** Headers that a request must not have: with some values, or at all. */
function unwanted(draw: Draw): NonNullable<RouteMatch["withoutHeaders"]> {
  const headers = named(draw, headerNames);
  return Object.fromEntries(
    Object.entries(headers).map(([name, one]) => [name, draw.chance(30) ? {} : one]),
  );
}

/** A condition on a value, which may only have to be there. */
function value(draw: Draw): ValueMatch {
  return draw.chance(20) ? {} : text(draw);
}

function text(draw: Draw): StringMatch {
  return draw.one([
    () => ({ exact: draw.one(values) }),
    () => ({ prefix: draw.one(values) }),
    () => ({ regex: draw.one(Object.keys(texts)) }),
  ])();
}

/** A condition on the path, inside one of these paths. */
export function uriWithin(draw: Draw, within: NonNullable<MatchRules["within"]>): PathMatch {
  if (within.length === 0)
    return draw.one<PathMatch>([
      { exact: "/a" },
      { prefix: "/a" },
      { pathPrefix: "/a" },
      { prefix: "/" },
      ...Object.keys(paths).map((regex) => ({ regex })),
    ]);
  const path = draw.one(within);
  if ("exact" in path) return path;
  if ("pathPrefix" in path && draw.chance(30)) return path;
  const base = "prefix" in path ? path.prefix.replace(/^\/$/, "") : path.pathPrefix;
  return draw.one<PathMatch>([
    { prefix: `${base}/a` },
    { exact: `${base}/a` },
    { pathPrefix: `${base}/a` },
  ]);
}

/** A value that meets a condition. */
export function fitting(draw: Draw, match: PathMatch): string {
  if ("pathPrefix" in match) return match.pathPrefix + draw.one(["", "/", "/b"]);
  if ("exact" in match) return match.exact;
  if ("prefix" in match) return match.prefix + draw.one(["", "b"]);
  return draw.one(expressions[match.regex]?.fits ?? []);
}

/** A value that nearly meets a condition. */
export function nearlyFitting(draw: Draw, match: PathMatch): string {
  if ("pathPrefix" in match)
    return draw.one([
      `${match.pathPrefix}-b`,
      match.pathPrefix.slice(0, -1),
      `/x${match.pathPrefix}`,
    ]);
  if ("exact" in match) return draw.one([`${match.exact}b`, match.exact.slice(0, -1)]);
  if ("prefix" in match) return draw.one([match.prefix.slice(0, -1), `b${match.prefix}`]);
  return draw.one(expressions[match.regex]?.misses ?? []);
}

/** Headers, query, cookies and method without any design. */
export function anyParts(draw: Draw) {
  const record = (names: readonly string[], percent: number) =>
    present(
      Object.fromEntries(names.map((name) => [name, draw.maybe(percent, () => draw.one(values))])),
    ) as Record<string, string>;
  return {
    headers: record(
      headerNames.map((name) => name.toLowerCase()),
      20,
    ),
    query: record(queryNames, 20),
    cookies: record(cookieNames, 30),
    method: draw.one(methods),
  };
}
