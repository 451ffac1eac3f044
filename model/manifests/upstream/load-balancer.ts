// Writes how callers' proxies choose a pod: Istio's LoadBalancerSettings of a DestinationRule.
import type { DestinationRuleSpec } from "../../istio/destination-rule-spec";
import type { UpstreamPolicy } from "../../release/upstream-policy";

type Settings = NonNullable<NonNullable<DestinationRuleSpec["trafficPolicy"]>["loadBalancer"]>;

/** The annotation of a Service that asks for pods near the caller (istio.io/api, annotation). */
export const trafficDistribution = "networking.istio.io/traffic-distribution";

/**
 * The settings of one policy; undefined: it says nothing.
 *
 * Istio's mesh config has locality load balancing on, and outlier detection is all that its
 * failover still needs: so a rule with `outlierDetection` alone would keep calls in the caller's
 * region, though nobody asked for it (https://istio.io/latest/docs/reference/config/networking/destination-rule/#OutlierDetection).
 * The rule then says `enabled: false`. Istio takes these settings from the subset's policy if that
 * has a load balancer, else from the host's, as a whole: so both policies have them.
 *
 * @param asked whether the Service itself says which localities callers prefer; a rule that says
 * `enabled: false` would undo that
 */
export function loadBalancerSettings(
  { loadBalancer = {}, outlierDetection }: UpstreamPolicy,
  asked = false,
): Settings | undefined {
  const { localityLbSetting, ...rest } =
    typeof loadBalancer === "string" ? { simple: loadBalancer } : loadBalancer;
  const unasked = outlierDetection && !asked ? { enabled: false } : undefined;
  const locality = localityLbSetting === "mesh" ? undefined : (localityLbSetting ?? unasked);
  const settings = { ...rest, ...(locality && { localityLbSetting: locality }) };
  if (Object.keys(settings).length === 0) return undefined;
  return structuredClone(settings) as Settings;
}
