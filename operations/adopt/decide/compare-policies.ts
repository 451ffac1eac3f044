/** Tells where callers of a service would be treated otherwise than by its live DestinationRules. Pure. */
import type { DestinationRuleSpec } from "../../../model/istio/destination-rule-spec";
import { objectName } from "../../../model/live-object";
import { destinationRuleManifest } from "../../../model/manifests/traffic-policy";
import { planRelease } from "../../../model/plan/plan";
import { show } from "../../../model/problem";
import type { Cluster } from "../../../model/release/cluster";
import type { Release } from "../../../model/release/release";
import { changesOf, type Change } from "./changes";
import { rulesOf, versionsByLabels } from "./hosts";
import { sameBalancer } from "./policies";
import type { LiveCluster, Tell } from "./live";

type TrafficPolicy = NonNullable<DestinationRuleSpec["trafficPolicy"]>;

/**
 * Reports each field of the live traffic policies that a release would not have, or have otherwise.
 * The release's own rules take the place of the live ones, so all that they don't say would be
 * gone. Parts of a subset's policy take the place of those of the host's
 * (https://istio.io/latest/docs/reference/config/networking/destination-rule/#Subset).
 */
export function comparePolicies(
  release: Release,
  clusters: readonly Cluster[],
  mesh: readonly LiveCluster[],
  tell: Tell,
): void {
  const plans = planRelease(release, clusters).clusters;
  for (const live of mesh) {
    const plan = plans.find(({ cluster }) => cluster.name === live.cluster.name)?.mesh;
    for (const args of plan?.subsets ?? []) {
      const rules = rulesOf(args.service, live);
      const versionOf = versionsByLabels(args.service, live);
      const [first] = rules;
      if (!first) continue;
      const planned = destinationRuleManifest(args).spec;
      const common = rules.find(({ spec }) => spec.trafficPolicy) ?? first;
      const subsetOf = ({ spec }: { readonly spec: DestinationRuleSpec }) =>
        spec.subsets?.find(({ labels }) => versionOf(labels ?? {}) === args.version);
      const holder = rules.find(subsetOf) ?? first;
      const own = subsetOf(holder);
      const about = { cluster: live.cluster.name };
      for (const change of changed(common.spec.trafficPolicy, planned.trafficPolicy))
        tell({
          ...about,
          object: objectName(common),
          field: `spec.trafficPolicy.${change.path}`,
          why: effectOf(change),
        });
      // Of a version whose subset has no policy of its own, the host's holds.
      if (!own?.trafficPolicy) continue;
      const after = { ...planned.trafficPolicy, ...planned.subsets?.[0]?.trafficPolicy };
      const before = { ...common.spec.trafficPolicy, ...own.trafficPolicy };
      for (const change of changed(before, after))
        if ((change.path.split(".")[0] ?? "") in own.trafficPolicy)
          tell({
            ...about,
            object: objectName(holder),
            field: `spec.subsets[${own.name}].trafficPolicy.${change.path}`,
            why: effectOf(change),
          });
    }
  }
}

/** What of a policy would be another one, or gone. */
function changed(before: TrafficPolicy = {}, after: TrafficPolicy = {}): Change[] {
  // Without `tls` Istio chooses mutual TLS by itself for every pod that has a sidecar.
  return changesOf(normal(before), normal(after)).filter(({ from }) => from !== undefined);
}

function effectOf({ from, to }: Change): string {
  return to === undefined
    ? `a release can't say this: ${show(from)} would be gone once the release's rules take the place of this one`
    : `the release would change this from ${show(from)} to ${show(to)}`;
}

function normal({ loadBalancer, ...rest }: TrafficPolicy): TrafficPolicy {
  if (!loadBalancer) return rest;
  return { ...rest, loadBalancer: sameBalancer(loadBalancer) };
}
