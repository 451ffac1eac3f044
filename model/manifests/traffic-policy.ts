// Makes the DestinationRule of one version, and the PeerAuthentication of a namespace.
import { kinds, plainPodsKey } from "../kinds";
import type { Manifest } from "./metadata";
import type { DestinationRuleSpec } from "../istio/destination-rule-spec";
import type { PeerAuthenticationSpec } from "../istio/peer-authentication-spec";
import { subsetLabels, type Labels } from "../release/labels";
import { serviceHost, subsetName, versionedName } from "../release/names";
import type { UpstreamPolicy } from "../release/upstream-policy";
import { loadBalancerSettings } from "./upstream/load-balancer";

/** The arguments of the DestinationRule of one version. */
export interface SubsetArgs {
  readonly namespace: string;
  readonly service: string;
  readonly version: string;
  /** Labels that tell its pods apart. @default the label `version` with the version's name */
  readonly labels?: Labels;
  /**
   * Whether callers speak only mutual TLS; false: Istio chooses for each pod the protocol that it
   * takes.
   * @default true
   */
  readonly mutualTls?: boolean;
  /**
   * Versions of the service whose pods have no sidecar, though pods of others have one: Istio then
   * chooses the protocol for each pod, in all subsets of the service.
   * @default none
   */
  readonly withoutSidecar?: readonly string[];
  /** How callers treat the pods of the service. @default Istio's own */
  readonly policy?: UpstreamPolicy;
  /**
   * The policy of this version; its parts replace those of the service's policy.
   * @default nothing
   */
  readonly versionPolicy?: UpstreamPolicy;
  /**
   * Whether an annotation of the Service says which localities callers prefer.
   * @default false
   */
  readonly localityAsked?: boolean;
}

/** The arguments of a namespace's PeerAuthentication. */
export interface PeerAuthenticationArgs {
  readonly namespace: string;
  /** @default "STRICT" */
  readonly mtls?: "STRICT" | "PERMISSIVE";
}

export interface DestinationRuleManifest extends Manifest {
  readonly spec: DestinationRuleSpec;
}

export interface PeerAuthenticationManifest extends Manifest {
  readonly spec: PeerAuthenticationSpec;
}

/**
 * The policy of a subset, with a load balancer where the host's policy has one: Istio takes the host's for a subset that has
 * none (MergeTrafficPolicy in istio/istio, pilot/pkg/networking/core/cluster_traffic_policy.go), also where the version
 * asks for the mesh's own. LEAST_REQUEST is Istio's default.
 */
function ownBalancer(
  subset: DestinationRuleSpec["trafficPolicy"],
  host: DestinationRuleSpec["trafficPolicy"],
): DestinationRuleSpec["trafficPolicy"] {
  if (!host?.loadBalancer || subset?.loadBalancer) return subset;
  return { ...subset, loadBalancer: { simple: "LEAST_REQUEST" } };
}

/**
 * The DestinationRule of one version, with its subset. If the pods have sidecars, it makes callers
 * use mutual TLS. Each version has a rule of its own, so that it comes and goes as a resource of
 * its own; istiod merges the rules of a host within a namespace. Each rule also holds the host's
 * policy, because Kiali reports a rule without a subset beside others (KIA0201).
 */
export function destinationRuleManifest(args: SubsetArgs): DestinationRuleManifest {
  const { service, version, namespace, policy = {}, versionPolicy = {} } = args;
  const { withoutSidecar = [] } = args;
  const [forHost, merged] = [policy, { ...policy, ...versionPolicy }].map((one) =>
    trafficPolicy(one, args),
  );
  const forSubset = ownBalancer(merged, forHost);
  const annotations = { [plainPodsKey]: withoutSidecar.join(",") };
  return {
    apiVersion: kinds.DestinationRule.apiVersion,
    kind: "DestinationRule",
    metadata: {
      name: versionedName(service, version),
      namespace,
      ...(withoutSidecar.length > 0 && { annotations }),
    },
    spec: {
      host: serviceHost(service, namespace),
      ...(forHost && { trafficPolicy: forHost }),
      subsets: [
        {
          name: subsetName(version),
          labels: { ...subsetLabels(version, args) },
          ...(forSubset && { trafficPolicy: forSubset }),
        },
      ],
    },
  };
}

/** Whether the rule of a version makes callers speak only mutual TLS. */
export function speaksMutualTls({ mutualTls = true, withoutSidecar = [] }: SubsetArgs): boolean {
  return mutualTls && withoutSidecar.length === 0;
}

type TrafficPolicy = NonNullable<DestinationRuleSpec["trafficPolicy"]>;

function trafficPolicy(policy: UpstreamPolicy, args: SubsetArgs): TrafficPolicy | undefined {
  const { connectionPool, outlierDetection } = policy;
  const loadBalancer = loadBalancerSettings(policy, args.localityAsked);
  const written: TrafficPolicy = {
    ...(speaksMutualTls(args) && { tls: { mode: "ISTIO_MUTUAL" } }),
    ...(loadBalancer && { loadBalancer }),
    ...(connectionPool && { connectionPool: structuredClone(connectionPool) }),
    ...(outlierDetection && { outlierDetection: { ...outlierDetection } }),
  };
  return Object.keys(written).length > 0 ? written : undefined;
}

/**
 * The namespace's PeerAuthentication. Its name is `default`, as Istio's own pages name the rule for
 * a whole namespace (https://istio.io/latest/docs/reference/config/security/peer_authentication/).
 */
export function peerAuthenticationManifest({
  namespace,
  mtls = "STRICT",
}: PeerAuthenticationArgs): PeerAuthenticationManifest {
  return {
    apiVersion: kinds.PeerAuthentication.apiVersion,
    kind: "PeerAuthentication",
    metadata: { name: "default", namespace },
    spec: { mtls: { mode: mtls } },
  };
}
