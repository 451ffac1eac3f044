// Writes the branches of an HTTP or gRPC service as HTTP routes; virtual-service.ts collects them.
import type { Answer } from "../routes/answer";
import type { BranchShare } from "../routes/branch";
import type { PortBranch } from "../routes/port-branches";
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import { serviceHost, subsetName } from "../release/names";
import type { FaultSpec, MirrorSpec } from "../release/routing";
import { httpMatches } from "./http-match";
import { istioPolicy } from "./http-policy";
import type { RouteArgs } from "./route-args";

type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];

/** Service and namespace of a VirtualService's destinations. */
type Host = Pick<RouteArgs, "service" | "namespace">;

/** One branch as an HTTP route of the service's VirtualService. */
export function httpRoute(args: RouteArgs, one: PortBranch): HttpRoute {
  const { branch } = one;
  const { port } = one.port;
  const match = httpMatches(args, one);
  return {
    name: branch.name,
    ...(match.length > 0 && { match }),
    ...(branch.answer
      ? answering(branch.answer)
      : { route: httpDestinations(args, port, branch.shares) }),
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
  shares: readonly BranchShare[],
): HttpRoute["route"] {
  return shares.map((share) => {
    const headers = shareHeaders(share);
    return {
      destination: destination(host, port, share.version),
      ...(shares.length > 1 && { weight: share.weight }),
      ...(headers && { headers }),
    };
  });
}

/** Host, port and subset of a version. */
export function destination({ service, namespace }: Host, port: number, version: string) {
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
function shareHeaders({ lane, cookie }: BranchShare) {
  if (!lane && !cookie) return undefined;
  return {
    ...(lane && { request: { set: { [lane.header]: lane.name } } }),
    ...(cookie && {
      response: {
        // `add` and not `set`, because the application may set cookies, too.
        add: { "set-cookie": setCookie(cookie) },
      },
    }),
  };
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
