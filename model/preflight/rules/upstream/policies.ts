// The policies for called pods in planned DestinationRules, each once: of a service, and of the versions that differ.
import type { DestinationRuleManifest } from "../../../manifests/traffic-policy";
import type { Path } from "../../../problem";
import type { ServiceSpec } from "../../../release/release";
import type { UpstreamPolicy } from "../../../release/upstream-policy";
import type { Planned, PlannedObjects } from "../../planned-objects";

/** The policy of one DestinationRule, for the host or for its subset. */
export type TrafficPolicy = NonNullable<DestinationRuleManifest["spec"]["trafficPolicy"]>;

/** A policy, with what the user declared for it. */
export interface Judged {
  readonly on: Planned<DestinationRuleManifest>;
  /** `services.cart`, or `services.cart.versions.v2`. */
  readonly origin: Path;
  readonly policy: TrafficPolicy;
  readonly service: ServiceSpec;
  readonly declared: UpstreamPolicy;
  /** Names of the versions for whose pods the policy holds. */
  readonly versions: readonly string[];
}

/** All policies; what a version shares with its service is that of the service. */
export function judged({ clusters, release }: PlannedObjects): Judged[] {
  return clusters.flatMap(({ destinationRules }) => {
    const seen = new Set<string>();
    return destinationRules.flatMap((on): Judged[] => {
      const [, name, , version] = on.origin.map(String);
      const service = release.services[name ?? ""];
      if (!service || name === undefined || version === undefined) return [];
      const { trafficPolicy = {}, subsets = [] } = on.manifest.spec;
      const own = subsets[0]?.trafficPolicy ?? {};
      const all: Judged[] = [];
      if (!seen.has(name)) {
        const versions = destinationRules.flatMap(({ origin, manifest: { spec } }) =>
          origin[1] === name && same(spec.subsets?.[0]?.trafficPolicy ?? {}, trafficPolicy)
            ? [String(origin[3])]
            : [],
        );
        const origin = on.origin.slice(0, 2);
        all.push({ on, origin, policy: trafficPolicy, service, declared: service, versions });
      }
      seen.add(name);
      if (!same(own, trafficPolicy)) {
        const declared = { ...service, ...service.versions[version] };
        all.push({ on, origin: on.origin, policy: own, service, declared, versions: [version] });
      }
      return all;
    });
  });
}

function same(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
