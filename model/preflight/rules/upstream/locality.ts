// The rules on regions and zones of called pods. GR353, GR354, GR356 to GR358.
import type { RuleFinding } from "../../finding";
import type { PlannedObjects } from "../../planned-objects";
import { ofPolicies, type Judged, type TrafficPolicy } from "./policies";

type Setting = NonNullable<NonNullable<TrafficPolicy["loadBalancer"]>["localityLbSetting"]>;

/**
 * Tells what of locality settings never happens, what of them loses requests, and where outlier
 * detection alone would have turned them on
 * (https://istio.io/latest/docs/reference/config/networking/destination-rule/#LocalityLoadBalancerSetting).
 */
export function localities(mesh: PlannedObjects): RuleFinding[] {
  return ofPolicies(mesh, (one) => {
    const { loadBalancer: { localityLbSetting: setting } = {} } = one.policy;
    if (!setting) return [];
    if (setting.enabled === false) return turnedOff(one, setting);
    return [
      ...withoutDetection(one, setting),
      ...keptByFailing(one, setting, mesh),
      ...elsewhere(one, setting, mesh),
      ...hashes(one),
    ];
  });
}

function turnedOff({ origin, on, declared }: Judged, setting: Setting): RuleFinding[] {
  const { loadBalancer } = declared;
  const said = typeof loadBalancer === "object" ? loadBalancer.localityLbSetting : undefined;
  if (said === undefined)
    return [
      {
        code: "GR354",
        origin: [...origin, "outlierDetection"],
        on,
        given:
          "outlierDetection without localityLbSetting: proxies call all regions and zones alike",
        allowed: "settings of regions and zones beside outlierDetection",
        fix: `nothing is wrong, if that is meant. To keep calls in the caller's region while pods there are healthy, write ${form(loadBalancer, "{ enabled: true }")}; ${form(loadBalancer, "mesh")} leaves it to the mesh`,
      },
    ];
  const idle = Object.keys(setting).filter((key) => key !== "enabled");
  if (idle.length === 0) return [];
  return [
    {
      code: "GR355",
      origin: [...origin, "loadBalancer", "localityLbSetting", "enabled"],
      on,
      given: `false beside ${idle.join(" and ")}`,
      allowed: "true, where settings of regions and zones are to have an effect",
      fix: `remove enabled, or ${idle.join(" and ")}`,
    },
  ];
}

/** What a user writes for a setting beside the load balancer that is there. */
function form(loadBalancer: Judged["declared"]["loadBalancer"], setting: string): string {
  const rest =
    typeof loadBalancer === "string"
      ? [`simple: ${loadBalancer}`]
      : Object.keys(loadBalancer ?? {}).map((key) => `${key}: …`);
  return `loadBalancer: { ${[...rest, `localityLbSetting: ${setting}`].join(", ")} }`;
}

function withoutDetection({ origin, on, policy }: Judged, setting: Setting): RuleFinding[] {
  if (policy.outlierDetection) return [];
  const keys = (["failover", "failoverPriority"] as const).filter((key) => setting[key]);
  const alone = setting.enabled && !setting.distribute && keys.length === 0;
  const given = alone ? "enabled: true" : keys.join(" and ");
  if (given === "") return [];
  return [
    {
      code: "GR353",
      origin: [...origin, "loadBalancer", "localityLbSetting"],
      on,
      given: `${given}, without outlierDetection`,
      allowed: "a failover together with outlierDetection, by which proxies notice failing pods",
      fix: "add outlierDetection, such as { consecutive5xxErrors: 5, interval: 5s, baseEjectionTime: 30s, maxEjectionPercent: 100 }",
    },
  ];
}

/**
 * Outlier detection takes out a share of all pods, whichever region they are in, and Envoy leaves a
 * region bit by bit as soon as less than 72 % of its pods are healthy
 * (https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/upstream/load_balancing/priority).
 */
function keptByFailing(
  { origin, on, policy, service, versions }: Judged,
  setting: Setting,
  { clusters }: PlannedObjects,
): RuleFinding[] {
  if (!policy.outlierDetection || setting.distribute) return [];
  const { maxEjectionPercent: most = 10 } = policy.outlierDetection;
  const regions = Math.max(
    0,
    ...versions.map((name) => service.versions[name]?.clusters?.length ?? clusters.length),
  );
  const kept = Math.min(100, Math.round(1.4 * (100 - most * regions)));
  if (regions < 2 || kept <= 0) return [];
  return [
    {
      code: "GR356",
      origin: [...origin, "outlierDetection"],
      on,
      given: `at most ${most} % of all pods are taken out: if all pods of one of ${regions} equal regions fail, they keep ${kept} % of its requests`,
      allowed: "maxEjectionPercent: 100, where a region may fail as a whole",
      fix: "set maxEjectionPercent to 100, if calls are to leave a region whose pods answer with errors",
    },
  ];
}

/** Fixed shares lead nowhere else, even if a version has no pods there. */
function elsewhere(
  { origin, on, service, versions }: Judged,
  { distribute = [] }: Setting,
  { clusters }: PlannedObjects,
): RuleFinding[] {
  const partly = versions.filter(
    (name) => (service.versions[name]?.clusters?.length ?? clusters.length) < clusters.length,
  );
  if (partly.length === 0) return [];
  return distribute.flatMap(({ from = "", to = {} }, i): RuleFinding[] => {
    const regions = new Set(Object.keys(to).map((place) => place.split("/")[0]));
    if (regions.has("*") || regions.size >= clusters.length) return [];
    return [
      {
        code: "GR357",
        origin: [...origin, "loadBalancer", "localityLbSetting", "distribute", i],
        on,
        given: `callers in ${from} reach ${[...regions].join(", ")} only, and ${partly.join(", ")} runs in some clusters only`,
        allowed: "places among which each version has pods",
        fix: "add the places of its clusters, or let the version run in every cluster",
      },
    ];
  });
}

/** A hash needs one view of all pods (Istio's page on ConsistentHashLB). */
function hashes({ origin, on, policy }: Judged): RuleFinding[] {
  if (!policy.loadBalancer?.consistentHash) return [];
  return [
    {
      code: "GR358",
      origin: [...origin, "loadBalancer"],
      on,
      given: "consistentHash together with localityLbSetting",
      allowed: "a hash over the pods of all regions, or settings of regions and zones",
      fix: "nothing is wrong, if every user comes in by one region; else remove one of the two",
    },
  ];
}
