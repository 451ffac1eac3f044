// Picks the policies out of services, routes and versions.
import type { RequestPolicy } from "./routing";
import type { UpstreamPolicy } from "./upstream-policy";

/** The {@link RequestPolicy} fields of a service or a route, without its other fields. */
export function requestPolicy(spec: RequestPolicy): RequestPolicy {
  const { timeout, retries, rewrite, cors, headers } = spec;
  return {
    ...(timeout && { timeout }),
    ...(retries && { retries }),
    ...(rewrite && { rewrite }),
    ...(cors && { cors }),
    ...(headers && { headers }),
  };
}

/** The {@link UpstreamPolicy} fields of a service or a version, without its other fields. */
export function upstreamPolicy(spec: UpstreamPolicy): UpstreamPolicy {
  const { loadBalancer, connectionPool, outlierDetection } = spec;
  return {
    ...(loadBalancer && { loadBalancer }),
    ...(connectionPool && { connectionPool }),
    ...(outlierDetection && { outlierDetection }),
  };
}
