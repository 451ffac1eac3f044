// Writes the branches of an HTTP or gRPC service as HTTP routes; virtual-service.ts collects them.
import { cookieExpression } from "../routes/cookie";
import type { Branch, BranchMatch, BranchShare } from "../routes/branch";
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import { serviceHost, subsetName } from "../release/names";
import type { FaultSpec, MirrorSpec, RequestPolicy, StringMatch } from "../release/routing";
import type { RouteArgs } from "./route-args";

type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];
type HttpMatch = NonNullable<HttpRoute["match"]>[number];

/** One branch as an HTTP route of the service's VirtualService. */
export function httpRoute(args: RouteArgs, branch: Branch): HttpRoute {
  const match = branch.match && httpMatch(args, branch.match);
  return {
    name: branch.name,
    ...(match && Object.keys(match).length > 0 && { match: [match] }),
    route: httpDestinations(args, branch.shares),
    ...requestPolicy(branch.policy),
    ...(branch.mirror && mirroring(args, branch.mirror)),
    ...(branch.fault && { fault: faultInjection(branch.fault) }),
  };
}

/**
 * Destinations with weights. A single destination has no weight, because it takes all requests
 * (Kiali's KIA1104).
 */
function httpDestinations(args: RouteArgs, shares: readonly BranchShare[]): HttpRoute["route"] {
  return shares.map((share) => {
    const headers = shareHeaders(share);
    return {
      destination: destination(args, share.version),
      ...(shares.length > 1 && { weight: share.weight }),
      ...(headers && { headers }),
    };
  });
}

/** Host, port and subset of a version. */
export function destination({ service, namespace, port }: RouteArgs, version: string) {
  return {
    host: serviceHost(service, namespace),
    port: { number: port },
    subset: subsetName(version),
  };
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
        add: {
          "set-cookie": `${cookie.name}=${cookie.value}; Max-Age=${cookie.maxAge}; Path=/; HttpOnly; SameSite=Lax`,
        },
      },
    }),
  };
}

/**
 * The conditions in Istio's terms. A match names gateways for `from` only if a gateway leads to the
 * service. It names none beside labels of the caller, which only calls from the mesh have: Istio
 * ignores the labels in a match that names gateways.
 */
export function httpMatch(args: RouteArgs, match: BranchMatch): HttpMatch {
  const { uri, method, authority, query, sourceLabels, withoutHeader } = match;
  const headers = headerMatches(match);
  return {
    ...(headers && { headers }),
    ...(withoutHeader && { withoutHeaders: { [withoutHeader.toLowerCase()]: {} } }),
    ...(query && { queryParams: copied(query) }),
    ...(uri && { uri: { ...uri } }),
    ...(method && { method: { ...method } }),
    ...(authority && { authority: { ...authority } }),
    ...(sourceLabels && { sourceLabels: { ...sourceLabels } }),
    ...(match.from &&
      args.gateway &&
      !sourceLabels && { gateways: [originGateway(args.gateway, match.from)] }),
  };
}

/** Istio's name for an origin: the name of the Gateway, or `mesh`. */
export function originGateway(
  { name }: { readonly name: string },
  from: "gateway" | "mesh",
): string {
  return from === "gateway" ? name : "mesh";
}

function headerMatches({ headers, cookies }: BranchMatch): Record<string, StringMatch> | undefined {
  if (!headers && !cookies) return undefined;
  const lower = Object.entries(headers ?? {}).map(([name, match]) => [
    name.toLowerCase(),
    { ...match },
  ]);
  const kept = Object.entries(cookies ?? {}).map(([name, match]) => [
    "cookie",
    { regex: cookieExpression(name, match) },
  ]);
  return Object.fromEntries([...lower, ...kept]) as Record<string, StringMatch>;
}

function copied(matches: Readonly<Record<string, StringMatch>>): Record<string, StringMatch> {
  return Object.fromEntries(Object.entries(matches).map(([name, match]) => [name, { ...match }]));
}

function requestPolicy({ timeout, retries, rewrite, cors, headers }: RequestPolicy) {
  return {
    ...(timeout && { timeout }),
    ...(retries && { retries: { ...retries } }),
    ...(rewrite && { rewrite: { ...rewrite } }),
    ...(cors && { corsPolicy: structuredClone(cors) as HttpRoute["corsPolicy"] }),
    ...(headers && { headers: structuredClone(headers) as HttpRoute["headers"] }),
  };
}

function mirroring(args: RouteArgs, { version, percent = 100 }: MirrorSpec) {
  return {
    mirror: destination(args, version),
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
