// Writes the branches of an HTTP or gRPC service as HTTP routes; virtual-service.ts collects them.
import type { Branch, BranchShare } from "../routes/branch";
import type { VirtualServiceSpec } from "../istio/virtual-service-spec";
import { serviceHost, subsetName } from "../release/names";
import type { FaultSpec, MirrorSpec } from "../release/routing";
import { httpMatch } from "./http-match";
import { istioPolicy } from "./http-policy";
import type { RouteArgs } from "./route-args";

type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];

/** One branch as an HTTP route of the service's VirtualService. */
export function httpRoute(args: RouteArgs, branch: Branch): HttpRoute {
  const match = branch.match && httpMatch(args, branch.match);
  return {
    name: branch.name,
    ...(match && Object.keys(match).length > 0 && { match: [match] }),
    route: httpDestinations(args, branch.shares),
    ...istioPolicy(branch.policy),
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
