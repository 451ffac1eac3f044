// The rule on mutual TLS: callers speak the protocol that pods take. GR237.
import type { DestinationRuleManifest } from "../../manifests/traffic-policy";
import type { RuleFinding } from "../finding";
import type { Planned, PlannedObjects } from "../planned-objects";
import { isServiceHost } from "../../release/names";
import { fullHost } from "../planned-routes";

type TrafficPolicy = NonNullable<DestinationRuleManifest["spec"]["trafficPolicy"]>;

/**
 * Compares the TLS mode of each DestinationRule, for its host, ports and subsets, with the
 * PeerAuthentications of its namespace in every cluster: callers of one cluster reach the pods of
 * all clusters. A DestinationRule without a mode is never wrong, because Istio then chooses the
 * protocol that the pod takes.
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
      const [, hostNamespace] = isServiceHost(host) ? host.split(".") : [];
      // Hosts outside the mesh have no namespace, and no PeerAuthentication.
      const takes = hostNamespace ? [...(demanded.get(hostNamespace) ?? [])] : [];
      return policies(of).flatMap(({ where, policy }) =>
        modesOf(policy).flatMap((mode): RuleFinding[] => {
          const against = takes.find((one) => contradicts(mode, one));
          if (!against) return [];
          return [
            {
              code: "GR237",
              origin: of.origin,
              on: of,
              given: `TLS mode ${mode} ${where}, but the PeerAuthentication demands ${against}`,
              allowed: against === "STRICT" ? "ISTIO_MUTUAL" : "DISABLE",
              fix: "set mtls of the release and the mode to values that agree",
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
