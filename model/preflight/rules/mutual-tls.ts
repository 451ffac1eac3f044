import type { DestinationRuleManifest } from "../../manifests/traffic-policy";
import type { RuleFinding } from "../finding";
import type { Planned, PlannedObjects } from "../planned-objects";
import { fullHost } from "../planned-routes";

type TrafficPolicy = NonNullable<DestinationRuleManifest["spec"]["trafficPolicy"]>;

/**
 * What callers speak is what pods take: a DestinationRule's TLS mode, for its host, its ports and its subsets, against the
 * PeerAuthentications of the namespace in every cluster, since callers of one cluster reach the pods of all. A rule
 * without a mode is never wrong: Istio then chooses what the pod takes.
 */
export function mutualTls({ clusters }: PlannedObjects): RuleFinding[] {
  const demanded = new Map<string | undefined, Set<string>>();
  for (const { manifest } of clusters.flatMap(({ peerAuthentications }) => peerAuthentications)) {
    const { selector, mtls } = manifest.spec;
    const { namespace } = manifest.metadata;
    const modes = demanded.get(namespace) ?? new Set();
    if (!selector && mtls?.mode) demanded.set(namespace, modes.add(mtls.mode));
  }
  return clusters
    .flatMap(({ destinationRules }) => destinationRules)
    .flatMap((of) => {
      const { namespace } = of.manifest.metadata;
      const host = fullHost(of.manifest.spec.host ?? "", namespace);
      const [, hostNamespace] = host.split(".");
      const takes = [...(demanded.get(hostNamespace) ?? [])];
      return policies(of).flatMap(({ where, policy }) =>
        modesOf(policy).flatMap((mode): RuleFinding[] => {
          const against = takes.find((one) => contradicts(mode, one));
          if (!against) return [];
          return [
            {
              code: "GR237",
              origin: of.origin,
              on: of,
              given: `TLS mode ${mode} ${where}, where the PeerAuthentication says ${against}`,
              allowed: against === "STRICT" ? "ISTIO_MUTUAL" : "DISABLE",
              fix: "make the two agree: set mtls of the release, or the mode",
            },
          ];
        }),
      );
    });
}

function policies({ manifest }: Planned<DestinationRuleManifest>) {
  const { trafficPolicy, subsets = [] } = manifest.spec;
  return [
    { where: "for the host", policy: trafficPolicy },
    ...subsets.map((subset) => ({
      where: `for the subset ${subset.name}`,
      policy: subset.trafficPolicy,
    })),
  ];
}

function modesOf(policy: TrafficPolicy | undefined): string[] {
  const ports = policy?.portLevelSettings ?? [];
  return [policy?.tls, ...ports.map(({ tls }) => tls)].flatMap((tls) => tls?.mode ?? []);
}

function contradicts(calls: string, takes: string): boolean {
  return takes === "STRICT"
    ? calls !== "ISTIO_MUTUAL"
    : takes === "DISABLE" && calls === "ISTIO_MUTUAL";
}
