/**
 * Concludes load balancing, connection pools, outlier detection and mutual TLS from live objects.
 * Pure.
 */
import { objectName } from "../../../model/live-object";
import type { DestinationRuleSpec } from "../../../model/istio/destination-rule-spec";
import type { Release } from "../../../model/release/release";
import type { UpstreamPolicy } from "../../../model/release/upstream-policy";
import { show } from "../../../model/problem";
import { rulesOf, versionsByLabels } from "./hosts";
import type { LiveCluster, Tell } from "./live";
import { same } from "./pod-difference";

type TrafficPolicy = NonNullable<DestinationRuleSpec["trafficPolicy"]>;

/**
 * How callers treat the pods of a service, and those of single versions where that is different.
 */
export interface ServicePolicies {
  readonly common: UpstreamPolicy;
  readonly versions: Readonly<Record<string, UpstreamPolicy>>;
}

/**
 * Reads the DestinationRules of a service in one cluster, and reports what a release can't express.
 */
export function policiesIn(service: string, live: LiveCluster, tell: Tell): ServicePolicies {
  const rules = rulesOf(service, live);
  const versionOf = versionsByLabels(service, live);
  const versions: Record<string, UpstreamPolicy> = {};
  const common = rules.find(({ spec }) => spec.trafficPolicy)?.spec.trafficPolicy;
  const inCommon = policyOf(common ?? {});
  for (const rule of rules) {
    const about = { cluster: live.cluster.name, object: objectName(rule) };
    const told = (field: string) => (why: string) => tell({ ...about, field, why });
    if (!same(rule.spec.trafficPolicy ?? common, common))
      told("spec.trafficPolicy")("another rule of the same host has another traffic policy");
    if (rule.spec.exportTo) told("spec.exportTo")("a release exports its rules to the whole mesh");
    if (rule.spec.workloadSelector)
      told("spec.workloadSelector")("a release has the same rules for all callers");
    for (const { name = "", labels = {}, trafficPolicy } of rule.spec.subsets ?? []) {
      const field = told(`spec.subsets[${name}]`);
      const version = versionOf(labels);
      if (version === undefined)
        field(`${show(labels)} selects the pods of no version alone, as a release's subsets do`);
      // What holds for the subset: its parts take the place of those of the host, each as a whole.
      const own = trafficPolicy ? policyOf({ ...common, ...trafficPolicy }) : {};
      const different = Object.entries(own).filter(
        ([key, value]) => !same(value, inCommon[key as keyof UpstreamPolicy]),
      );
      if (version !== undefined && different.length > 0)
        versions[version] ??= Object.fromEntries(different);
    }
  }
  return { common: inCommon, versions };
}

/**
 * The policies of a service that only takes connections: without settings for requests, which Istio
 * does not use there and GR112 refuses. The comparison with the live rules tells that they go.
 */
export function ofConnections({ common, versions }: ServicePolicies): ServicePolicies {
  return {
    common: withoutRequests(common),
    versions: Object.fromEntries(
      Object.entries(versions).map(([name, policy]) => [name, withoutRequests(policy)]),
    ),
  };
}

function withoutRequests({
  loadBalancer,
  connectionPool,
  ...rest
}: UpstreamPolicy): UpstreamPolicy {
  const { http: _http, ...pool } = connectionPool ?? {};
  const hash = typeof loadBalancer === "object" ? loadBalancer.consistentHash : undefined;
  const byRequest = Object.keys(hash ?? {}).some((key) => key.startsWith("http"));
  return {
    ...rest,
    ...(loadBalancer && !byRequest && { loadBalancer }),
    ...(Object.keys(pool).length > 0 && { connectionPool: pool }),
  };
}

function policyOf({
  loadBalancer,
  connectionPool,
  outlierDetection,
}: TrafficPolicy): UpstreamPolicy {
  const { simple, ...more } = sameBalancer(loadBalancer ?? {});
  // A rule that says nothing of regions and zones leaves them to the mesh, and so shall the release.
  const mesh = outlierDetection && !more.localityLbSetting ? { localityLbSetting: "mesh" } : {};
  const settings = { ...(simple && { simple }), ...more, ...mesh };
  const [only] = Object.keys(settings);
  return {
    ...(only && {
      loadBalancer: Object.keys(settings).length === 1 && simple ? simple : settings,
    }),
    ...(connectionPool && { connectionPool }),
    ...(outlierDetection && { outlierDetection }),
  } as UpstreamPolicy;
}

/**
 * A load balancer in the newer of two words: LEAST_CONN is LEAST_REQUEST, and `warmupDurationSecs`
 * is `warmup.duration` with the same defaults (setSlowStartConfig in istio.io/istio,
 * pilot/pkg/networking/core/cluster_traffic_policy.go).
 */
export function sameBalancer({
  simple,
  warmupDurationSecs,
  ...rest
}: NonNullable<TrafficPolicy["loadBalancer"]>): NonNullable<TrafficPolicy["loadBalancer"]> {
  const warmup = rest.warmup ?? (warmupDurationSecs ? { duration: warmupDurationSecs } : undefined);
  return {
    ...(simple && { simple: simple === "LEAST_CONN" ? "LEAST_REQUEST" : simple }),
    ...rest,
    ...(warmup && { warmup }),
  };
}

/**
 * Which mutual TLS the pods of the namespace demand of callers; reports what a release can't
 * express.
 */
export function mtlsOf(clusters: readonly LiveCluster[], tell: Tell): NonNullable<Release["mtls"]> {
  const modes = clusters.map((live) => {
    const whole = live.peerAuthentications.filter(({ spec }) => !spec.selector);
    const mode = whole[0]?.spec.mtls?.mode;
    const effective = (mode === "UNSET" ? undefined : mode) ?? live.meshMtls ?? "PERMISSIVE";
    if (effective !== "STRICT" && effective !== "PERMISSIVE")
      tell({
        cluster: live.cluster.name,
        object: whole[0] ? objectName(whole[0]) : "PeerAuthentication of the root namespace",
        field: "spec.mtls.mode",
        why: `its mode is ${effective}; pods of a release accept mutual TLS at least`,
      });
    return effective;
  });
  if (new Set(modes).size > 1)
    tell({
      object: `PeerAuthentication of ${clusters[0]?.namespace.metadata.name ?? "the namespace"}`,
      field: "spec.mtls.mode",
      why: `its mode differs between the clusters: ${clusters.map(({ cluster }, i) => `${modes[i]} in ${cluster.name}`).join(", ")}`,
    });
  return modes.every((mode) => mode === "STRICT") ? "STRICT" : "PERMISSIVE";
}
