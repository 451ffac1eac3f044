// Writes the branches of an HTTP or gRPC service as HTTP routes; virtual-service.ts collects them.
import type { Answer } from "../routes/answer";
import type { Branch, BranchShare } from "../routes/branch";
import type { PortBranch } from "../routes/port-branches";
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import { serviceHost, subsetName } from "../release/names";
import type { FaultSpec, MirrorSpec, RequestPolicy } from "../release/routing";
import { httpMatches } from "./http-match";
import { istioPolicy } from "./http-policy";
import type { RouteArgs } from "./route-args";

type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];

/** Service and namespace of a VirtualService's destinations. */
type Host = Pick<RouteArgs, "service" | "namespace" | "outside">;

/** One branch as an HTTP route of the service's VirtualService. */
export function httpRoute(args: RouteArgs, one: PortBranch): HttpRoute {
  const { branch } = one;
  const { port } = one.port;
  const match = httpMatches(args, one);
  return {
    name: branch.name,
    ...(match.length > 0 && { match }),
    ...(branch.answer ? answering(branch.answer) : { route: httpDestinations(args, port, branch) }),
    ...istioPolicy(branch.policy),
    ...(branch.mirror && mirroring(args, port, branch.mirror)),
    ...(branch.fault && { fault: faultInjection(branch.fault) }),
  };
}

/** The answer that proxies give; Istio has its body in a form of its own. */
function answering({ redirect, directResponse }: Answer): HttpRoute {
  if (redirect) return { redirect: { ...redirect } };
  if (!directResponse) return {};
  const { status, body } = directResponse;
  const inForm = typeof body === "string" ? { string: body } : body && { ...body };
  return { directResponse: { status, ...(inForm && { body: inForm }) } };
}

/**
 * Destinations with weights. A single destination has no weight, because it takes all requests
 * (Kiali's KIA1104).
 */
function httpDestinations(
  host: Host,
  port: number,
  { shares, policy }: Pick<Branch, "shares" | "policy">,
): HttpRoute["route"] {
  return shares.map((share) => {
    const headers = shareHeaders(share, authorityOf(host, share, policy));
    return {
      destination: destination(host, port, share.version),
      ...(shares.length > 1 && { weight: share.weight }),
      ...(headers && { headers }),
    };
  });
}

/**
 * The only destination of a route.
 *
 * @param port number of the service's port
 */
export function httpShare(args: RouteArgs, port: number, version: string) {
  const { policy = {} } = args;
  const [share] = httpDestinations(args, port, { shares: [{ version, weight: 100 }], policy })!;
  return share!;
}

/**
 * Host, port and subset of a version, or of a destination outside of the release.
 *
 * @param port number of the service's port
 */
export function destination({ service, namespace, outside }: Host, port: number, version: string) {
  const other = outside?.[version];
  if (other)
    return {
      host: other.host,
      port: { number: other.port ?? port },
      ...(other.subset !== undefined && { subset: other.subset }),
    };
  return {
    host: serviceHost(service, namespace),
    port: { number: port },
    subset: subsetName(version),
  };
}

/** A cookie without an age is a session cookie (https://www.rfc-editor.org/rfc/rfc6265#section-5.3). */
function setCookie({ name, value, maxAge }: NonNullable<BranchShare["cookie"]>): string {
  const age = maxAge === undefined ? [] : [`Max-Age=${maxAge}`];
  // Envoy reads a single percent sign as the begin of a variable.
  const written = name.replaceAll("%", "%%");
  return [`${written}=${value}`, ...age, "Path=/", "HttpOnly", "SameSite=Lax"].join("; ");
}

/**
 * Headers for the destination, not for the route: so the user's own header rules stay as they are.
 */
function shareHeaders({ lane, cookie }: BranchShare, authority: string | undefined) {
  if (!lane && !cookie && authority === undefined) return undefined;
  const set = {
    ...(lane && { [lane.header]: lane.name }),
    ...(authority !== undefined && { host: authority }),
  };
  return {
    ...(Object.keys(set).length > 0 && { request: { set } }),
    ...(cookie && {
      response: {
        // `add` and not `set`, because the application may set cookies, too.
        add: { "set-cookie": setCookie(cookie) },
      },
    }),
  };
}

/**
 * The `host` header for a share: Istio makes of it a rewrite of the authority for this destination
 * alone, where the route has none (istio/istio, pilot/pkg/networking/core/route/route.go).
 */
function authorityOf(
  { outside }: Host,
  { version }: BranchShare,
  { rewrite, headers }: RequestPolicy,
): string | undefined {
  const changed = Object.keys({ ...headers?.request?.set, ...headers?.request?.add });
  const own = changed.some((name) => /^(host|:authority)$/i.test(name));
  return rewrite?.authority !== undefined || own ? undefined : outside?.[version]?.authority;
}

function mirroring(host: Host, port: number, { version, percent = 100 }: MirrorSpec) {
  return {
    mirror: destination(host, port, version),
    mirrorPercentage: { value: percent },
  };
}

function faultInjection({ delay, abort }: FaultSpec): HttpRoute["fault"] {
  return {
    ...(delay && {
      delay: { fixedDelay: delay.time, percentage: { value: delay.percent ?? 100 } },
    }),
    ...(abort && {
      abort: { httpStatus: abort.status, percentage: { value: abort.percent ?? 100 } },
    }),
  };
}
