import type { Manifest } from "./metadata";
import type { DestinationRuleSpec } from "../istio/destination-rule-spec";
import type { PeerAuthenticationSpec } from "../istio/peer-authentication-spec";
import { serviceHost, subsetName, versionedName } from "../names";
import type { Release } from "../release";
import type { UpstreamPolicy } from "../upstream-policy";

/** What decides the DestinationRule of one version. */
export interface SubsetArgs {
  readonly namespace: string;
  readonly service: string;
  readonly version: string;
  /** How callers treat the pods of the service. @default Istio's own */
  readonly policy?: UpstreamPolicy;
  /** What is different for this version; its parts take the place of the service's. @default nothing */
  readonly versionPolicy?: UpstreamPolicy;
}

export interface DestinationRuleManifest extends Manifest {
  readonly spec: DestinationRuleSpec;
}

export interface PeerAuthenticationManifest extends Manifest {
  readonly spec: PeerAuthenticationSpec;
}

/**
 * A DestinationRule for one version: its subset, reached with mutual TLS only. One rule for each version, so that a
 * version comes and goes as a resource of its own; istiod merges the rules of a host within a namespace. Each rule
 * carries the host's policy too, because a rule without a subset beside others is reported as KIA0201.
 */
export function destinationRuleManifest(args: SubsetArgs): DestinationRuleManifest {
  const { service, version, namespace, policy = {}, versionPolicy = {} } = args;
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "DestinationRule",
    metadata: { name: versionedName(service, version), namespace },
    spec: {
      host: serviceHost(service, namespace),
      trafficPolicy: trafficPolicy(policy),
      subsets: [
        {
          name: subsetName(version),
          labels: { version },
          trafficPolicy: trafficPolicy({ ...policy, ...versionPolicy }),
        },
      ],
    },
  };
}

type TrafficPolicy = NonNullable<DestinationRuleSpec["trafficPolicy"]>;

function trafficPolicy({
  loadBalancer,
  connectionPool,
  outlierDetection,
}: UpstreamPolicy): TrafficPolicy {
  return {
    tls: { mode: "ISTIO_MUTUAL" },
    ...(loadBalancer && {
      loadBalancer:
        typeof loadBalancer === "string"
          ? { simple: loadBalancer }
          : { consistentHash: structuredClone(loadBalancer.consistentHash) },
    }),
    ...(connectionPool && { connectionPool: structuredClone(connectionPool) }),
    ...(outlierDetection && { outlierDetection: { ...outlierDetection } }),
  };
}

/**
 * The namespace's PeerAuthentication. Its name is `default`, as Istio's own pages name the rule for a whole namespace
 * (https://istio.io/latest/docs/reference/config/security/peer_authentication/).
 */
export function peerAuthenticationManifest({
  namespace,
  mtls = "STRICT",
}: Pick<Release, "namespace" | "mtls">): PeerAuthenticationManifest {
  return {
    apiVersion: "security.istio.io/v1",
    kind: "PeerAuthentication",
    metadata: { name: "default", namespace },
    spec: { mtls: { mode: mtls } },
  };
}
