// Checks what a route does with its requests: one thing, and no answer that leads back to itself.
import { policyKeys } from "../manifests/http-policy";
import { entryPort } from "../manifests/gateway";
import { exposuresOf, serves, type Exposure } from "../plan/exposure";
import { formatPath, show, type Path, type Problem } from "../problem";
import type { GatewaySpec } from "../release/gateway";
import { certificatesOf } from "../release/gateways/declared";
import { speaksHttp } from "../release/ports";
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
 * without end, at one gateway or in the mesh. It tells only what is certain.
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
  const returns = all.flatMap((own) => {
    const after = redirected(redirect, own);
    if (!after) return [];
    return returningWays(redirect, own, context).filter(({ from }) => {
      const then = { ...after, from };
      return takes(all, then) && !earlier.some((other) => takes(other.match, then));
    });
  });
  const [first] = returns;
  // A redirect of connections has a problem of its own (GR112).
  if (!hasAddress(redirect) || !first || !speaksHttp(context.service)) return [];
  return [
    {
      code: "GR313",
      path: formatPath(path),
      given: `an address that meets the conditions of the route itself${first.where}`,
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

/** A way by which requests reach a route. */
interface Way {
  readonly from: "gateway" | "mesh";
  /** Which of several gateways it is, or the mesh, in words; empty for the only gateway. */
  readonly where: string;
}

/** The ways from which the new address surely leads to the service again. */
function returningWays(
  redirect: Redirect,
  { from, authority }: RouteMatch,
  { name, release }: Context,
): Way[] {
  const exposures = from === "mesh" ? [] : exposuresOf(release, name);
  const several = new Set(exposures.map(({ gateway }) => gateway.key)).size > 1;
  const byGateway = exposures
    .filter((way) => canHave(authority, way.hosts) && staysAt(redirect, way))
    .map(({ gateway: { key } }) => ({
      from: "gateway" as const,
      where: several ? `, at the gateway ${key}` : "",
    }));
  // Calls of the mesh come with a host that conditions on hosts of gateways do not name.
  if (from === "gateway" || authority || !staysInMesh(redirect)) return byGateway;
  const where = exposures.length > 0 ? ", for calls inside the mesh" : "";
  return [...byGateway, { from: "mesh", where }];
}

/** Whether some request for one of the hosts surely meets a condition on the host. */
function canHave(authority: RouteMatch["authority"], hosts: readonly string[]): boolean {
  if (!authority) return true;
  if ("exact" in authority) return hosts.some((host) => serves(host, authority.exact));
  return "prefix" in authority && hosts.some((host) => host.startsWith(authority.prefix));
}

function staysInMesh({ scheme, port, authority }: Redirect): boolean {
  return authority === undefined && port === undefined && scheme !== "https";
}

function staysAt(
  { scheme, port, derivePort, authority, uri, prefixRewrite }: Redirect,
  { gateway: { spec: gateway }, hosts, paths }: Exposure,
): boolean {
  // The release does not know the TLS of a gateway that another owner makes.
  const own = gateway.create === false ? undefined : gateway.tls ? "https" : "http";
  if (scheme !== undefined && scheme !== own && !sendsBack(gateway, scheme, port)) return false;
  if (port !== undefined && (own === undefined || port !== entryPort(gateway))) return false;
  if (derivePort === "FROM_PROTOCOL_DEFAULT" && gateway.port !== undefined) return false;
  if (authority !== undefined && !hosts.includes(authority)) return false;
  const moved = uri !== undefined || prefixRewrite !== undefined;
  return !moved || paths.length === 0;
}

/** Whether port 80 of a gateway with TLS sends callers back to https. */
function sendsBack(gateway: GatewaySpec, scheme: string, port: number | undefined): boolean {
  const certificates = certificatesOf(gateway);
  const redirects = certificates.length > 0 && certificates.every((one) => one.redirect);
  return scheme === "http" && port === undefined && gateway.port === undefined && redirects;
}
