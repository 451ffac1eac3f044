// The policies for called pods in planned DestinationRules, each once: of a service, and of the versions that differ.
import type { DestinationRuleManifest } from "../../../manifests/traffic-policy";
import type { Path } from "../../../problem";
import type { ServiceSpec } from "../../../release/release";
import type { UpstreamPolicy } from "../../../release/upstream-policy";
import type { RuleFinding } from "../../finding";
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
  /** The object that shows what all versions of the service share. */
  readonly shared: Planned<DestinationRuleManifest>;
}

/**
 * What a rule says of all policies. A version's policy holds what it has from its service, too: a finding about a part of that
 * is one of the service, once.
 */
export function ofPolicies(
  mesh: PlannedObjects,
  rule: (one: Judged) => readonly RuleFinding[],
): RuleFinding[] {
  return judged(mesh).flatMap((one) => rule(one).map((finding) => atSource(finding, one)));
}

function atSource(finding: RuleFinding, { origin, service, shared }: Judged): RuleFinding {
  const [services, name, , version] = origin.map(String);
  const [key, ...inside] = finding.origin.slice(origin.length);
  const own = version === undefined ? undefined : service.versions[version];
  if (!own || inside.length === 0 || Object.hasOwn(own, String(key))) return finding;
  return { ...finding, on: shared, origin: [services, name, key, ...inside] as Path };
}

/** All policies; what a version shares with its service is that of the service. */
function judged({ clusters, release }: PlannedObjects): Judged[] {
  return clusters.flatMap(({ destinationRules }) => {
    const seen = new Map<string, Planned<DestinationRuleManifest>>();
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
        seen.set(name, on);
        all.push({
          ...{ on, shared: on, origin, policy: trafficPolicy },
          ...{ service, declared: service, versions },
        });
      }
      const shared = seen.get(name) ?? on;
      if (!same(own, trafficPolicy)) {
        const declared = { ...service, ...service.versions[version] };
        all.push({
          ...{ on, shared, origin: on.origin, policy: own },
          ...{ service, declared, versions: [version] },
        });
      }
      return all;
    });
  });
}

function same(one: object, other: object): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
