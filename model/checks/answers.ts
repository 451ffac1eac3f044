// Checks what a route does with its requests: one thing, and no answer that leads back to itself.
import { policyKeys } from "../manifests/http-policy";
import { entryPort } from "../manifests/gateway";
import { exposuresOf, type Exposure } from "../plan/exposure";
import { formatPath, show, type Path, type Problem } from "../problem";
import type { Redirect, RouteMatch, RouteSpec } from "../release/routing";
import { matchesOf, type Matches } from "../routes/alternatives";
import { answerOf, targetKeys } from "../routes/answer";
import { covers } from "../routes/match";
import { inRow } from "../schema/common";
import type { ServiceContext } from "./context";

type Context = Pick<ServiceContext, "name" | "service" | "release">;

/**
 * Checks that a route has one target, and that a route which answers by itself has nothing beside
 * its answer that Istio refuses or ignores.
 *
 * @param earlier the routes that proxies try before it
 */
export function checkAnswer(
  route: RouteSpec,
  earlier: readonly { readonly match: Matches }[],
  context: Context,
  path: Path,
): Problem[] {
  const { redirect } = route;
  return [
    ...checkOneTarget(route, path),
    ...(answerOf(route) ? checkBeside(route, path) : []),
    ...(redirect
      ? [
          ...checkRedirect(redirect, route.match, [...path, "redirect"]),
          ...checkLoop(redirect, route, earlier, context, [...path, "redirect"]),
        ]
      : []),
  ];
}

function checkOneTarget(route: RouteSpec, path: Path): Problem[] {
  const given = targetKeys.filter((key) => route[key] !== undefined);
  if (given.length === 1) return [];
  return [
    {
      code: "GR310",
      path: formatPath(given.length === 0 ? [...path, "to"] : [...path, given[1] ?? ""]),
      given: given.length === 0 ? "a route that does nothing" : inRow(given, "and"),
      allowed: `exactly one of ${inRow(targetKeys, "and")}`,
      fix:
        given.length === 0
          ? "add to, with a version's name or weights; or redirect or directResponse"
          : "keep one of them; requests with other conditions need a route of their own",
    },
  ];
}

/** The keys that change how a request is passed on, which no answer does. */
const passing = [
  ...policyKeys.filter((key) => key !== "cors" && key !== "headers"),
  "mirror",
  "fault",
] as const;

function checkBeside(route: RouteSpec, path: Path): Problem[] {
  const answer = route.redirect ? "redirect" : "directResponse";
  const told = (where: Path, key: string): Problem => ({
    code: "GR311",
    path: formatPath([...path, ...where]),
    given: `${key}, beside ${answer}`,
    allowed: `cors and headers.response beside ${answer}: no request is passed on`,
    fix:
      key === "rewrite" && route.redirect ? "write the new path in redirect.uri" : `remove ${key}`,
  });
  return [
    ...passing.filter((key) => route[key] !== undefined).map((key) => told([key], key)),
    ...(route.headers?.request ? [told(["headers", "request"], "headers.request")] : []),
  ];
}

/** Whether a redirect says anything of the new address. */
function hasAddress({ redirectCode: _code, ...address }: Redirect): boolean {
  return Object.values(address).some((value) => value !== undefined);
}

/** What `validateHTTPRedirect` in istiod's pkg/config/validation/validation.go refuses. */
function checkRedirect(redirect: Redirect, match: Matches, path: Path): Problem[] {
  const told = (where: Path, given: string, allowed: string, fix: string): Problem => ({
    code: "GR312",
    path: formatPath([...path, ...where]),
    given,
    allowed,
    fix,
  });
  const uri = matchesOf(match).find((one) => one.uri && !("prefix" in one.uri))?.uri;
  return [
    ...(hasAddress(redirect)
      ? []
      : [
          told(
            [],
            "redirectCode alone: callers would be sent to the same address",
            "at least one of uri, prefixRewrite, authority, scheme, port and derivePort",
            "say where the redirect leads, such as authority: www.example.com",
          ),
        ]),
    ...(redirect.uri !== undefined && redirect.prefixRewrite !== undefined
      ? [
          told(
            ["prefixRewrite"],
            "prefixRewrite, beside uri",
            "one of the two",
            "keep uri for a whole path, prefixRewrite for the beginning of one",
          ),
        ]
      : []),
    ...(redirect.port !== undefined && redirect.derivePort !== undefined
      ? [told(["derivePort"], "derivePort, beside port", "one of the two", "remove one of the two")]
      : []),
    ...(redirect.prefixRewrite !== undefined && uri
      ? [
          told(
            ["prefixRewrite"],
            `prefixRewrite, where the route's path is ${show(uri)}`,
            "prefixRewrite where match.uri has a prefix, which it replaces",
            "use a prefix in match.uri, or redirect.uri for the whole path",
          ),
        ]
      : []),
  ];
}

/**
 * Finds a redirect whose new address meets the route's own conditions: callers would follow it
 * without end. It tells only what is certain.
 */
function checkLoop(
  redirect: Redirect,
  { match }: RouteSpec,
  earlier: readonly { readonly match: Matches }[],
  context: Context,
  path: Path,
): Problem[] {
  const all = matchesOf(match);
  const takes = (matches: Matches, after: RouteMatch) =>
    matchesOf(matches).some((one) => covers(one, after));
  const returns = all.some((own) => {
    const after = redirected(redirect, own);
    if (!after || !staysHere(redirect, own, context)) return false;
    return takes(all, after) && !earlier.some((other) => takes(other.match, after));
  });
  if (!hasAddress(redirect) || !returns) return [];
  return [
    {
      code: "GR313",
      path: formatPath(path),
      given: "an address that meets the conditions of the route itself",
      allowed: "a redirect to an address that another route or another host takes",
      fix: "narrow match, such as authority: {exact: …} for the old host; or change the new address",
    },
  ];
}

/**
 * The conditions that a request surely meets after it has followed a redirect; undefined where that
 * is not known. A client may change the method, and a new path may bring a query of its own.
 */
function redirected(redirect: Redirect, match: RouteMatch): RouteMatch | undefined {
  const { uri, prefixRewrite, authority } = redirect;
  if (match.method || (uri?.includes("?") && match.query)) return undefined;
  if (prefixRewrite !== undefined && !(match.uri && "prefix" in match.uri)) return undefined;
  const path = uri?.replace(/[?#].*$/, "");
  return {
    ...match,
    ...(path !== undefined && { uri: { exact: path } }),
    ...(prefixRewrite !== undefined && { uri: { prefix: prefixRewrite } }),
    ...(authority !== undefined && { authority: { exact: authority } }),
  };
}

/** Whether the new address surely leads to the service again, by whichever way a request came. */
function staysHere(redirect: Redirect, { from }: RouteMatch, { name, release }: Context): boolean {
  const { scheme, port, authority } = redirect;
  const ways = from === "mesh" ? [] : exposuresOf(release, name);
  if (ways.length === 0) return authority === undefined && port === undefined && scheme !== "https";
  return ways.every((way) => staysAt(redirect, way));
}

function staysAt(
  { scheme, port, derivePort, authority, uri, prefixRewrite }: Redirect,
  { gateway: { spec: gateway }, hosts, paths }: Exposure,
): boolean {
  // The release does not know the TLS of a gateway that another owner makes.
  const own = gateway.create === false ? undefined : gateway.tls ? "https" : "http";
  if (scheme !== undefined && scheme !== own) return false;
  if (port !== undefined && (own === undefined || port !== entryPort(gateway))) return false;
  if (derivePort === "FROM_PROTOCOL_DEFAULT" && gateway.port !== undefined) return false;
  if (authority !== undefined && !hosts.includes(authority)) return false;
  const moved = uri !== undefined || prefixRewrite !== undefined;
  return !moved || paths.length === 0;
}
