// What a declaration says of the choice between pods, in Istio's words.
import type { UpstreamPolicy } from "../../../model/release/upstream-policy";
import type { TrafficPolicy } from "../istio/types";

type Balancer = Pick<TrafficPolicy, "loadBalancer">;

/**
 * The load balancer that holds for a version.
 *
 * @param version the policy of the version, over that of its service
 * @param asked whether the Service itself asks for pods near the caller
 */
export function expectedBalancer(
  version: UpstreamPolicy,
  service: UpstreamPolicy,
  asked: boolean,
): Balancer {
  const own = declaredBalancer(version, asked);
  // A version that asks for the mesh's own settings gets them, whatever its service has.
  if (own.loadBalancer || !declaredBalancer(service, asked).loadBalancer) return own;
  return { loadBalancer: { simple: "LEAST_REQUEST" } };
}

/** Locality is off where outlier detection alone would turn it on, unless the declaration asks. */
function declaredBalancer(
  { loadBalancer: given, outlierDetection }: UpstreamPolicy,
  nearby: boolean,
): Balancer {
  const declared = typeof given === "string" ? { simple: given } : { ...given };
  const asked = declared.localityLbSetting;
  const all: NonNullable<TrafficPolicy["loadBalancer"]> = JSON.parse(
    JSON.stringify(declared),
  ) as never;
  delete all.localityLbSetting;
  if (asked !== undefined && asked !== "mesh") all.localityLbSetting = asked as never;
  if (asked === undefined && outlierDetection && !nearby)
    all.localityLbSetting = { enabled: false };
  return Object.keys(all).length > 0 ? { loadBalancer: all } : {};
}
