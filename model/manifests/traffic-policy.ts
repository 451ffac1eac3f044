import { typeOf } from "../kinds";
import type { Manifest } from "./metadata";
import type { DestinationRuleSpec } from "../istio/destination-rule-spec";
import type { PeerAuthenticationSpec } from "../istio/peer-authentication-spec";
import { serviceHost, subsetName, versionedName } from "../release/names";
import type { UpstreamPolicy } from "../release/upstream-policy";

/** What decides the DestinationRule of one version. */
export interface SubsetArgs {
  readonly namespace: string;
  readonly service: string;
  readonly version: string;
  /** Whether callers speak mutual TLS only; else Istio chooses for each pod what it takes. @default true */
  readonly mutualTls?: boolean;
  /** How callers treat the pods of the service. @default Istio's own */
  readonly policy?: UpstreamPolicy;
  /** What is different for this version; its parts take the place of the service's. @default nothing */
  readonly versionPolicy?: UpstreamPolicy;
}

/** What decides a namespace's PeerAuthentication. */
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
 * A DestinationRule for one version: its subset, reached with mutual TLS only where pods have sidecars. One rule for each version, so that a
 * version comes and goes as a resource of its own; istiod merges the rules of a host within a namespace. Each rule
 * carries the host's policy too, because a rule without a subset beside others is reported as KIA0201.
 */
export function destinationRuleManifest(args: SubsetArgs): DestinationRuleManifest {
  const { service, version, namespace, mutualTls = true, policy = {}, versionPolicy = {} } = args;
  const [forHost, forSubset] = [policy, { ...policy, ...versionPolicy }].map((one) =>
    trafficPolicy(one, mutualTls),
  );
  return {
    ...typeOf("DestinationRule"),
    metadata: { name: versionedName(service, version), namespace },
    spec: {
      host: serviceHost(service, namespace),
      ...(forHost && { trafficPolicy: forHost }),
      subsets: [
        {
          name: subsetName(version),
          labels: { version },
          ...(forSubset && { trafficPolicy: forSubset }),
        },
      ],
    },
  };
}

type TrafficPolicy = NonNullable<DestinationRuleSpec["trafficPolicy"]>;

function trafficPolicy(
  { loadBalancer, connectionPool, outlierDetection }: UpstreamPolicy,
  mutualTls: boolean,
): TrafficPolicy | undefined {
  const policy: TrafficPolicy = {
    ...(mutualTls && { tls: { mode: "ISTIO_MUTUAL" } }),
    ...(loadBalancer && {
      loadBalancer:
        typeof loadBalancer === "string"
          ? { simple: loadBalancer }
          : { consistentHash: structuredClone(loadBalancer.consistentHash) },
    }),
    ...(connectionPool && { connectionPool: structuredClone(connectionPool) }),
    ...(outlierDetection && { outlierDetection: { ...outlierDetection } }),
  };
  return Object.keys(policy).length > 0 ? policy : undefined;
}

/**
 * The namespace's PeerAuthentication. Its name is `default`, as Istio's own pages name the rule for a whole namespace
 * (https://istio.io/latest/docs/reference/config/security/peer_authentication/).
 */
export function peerAuthenticationManifest({
  namespace,
  mtls = "STRICT",
}: PeerAuthenticationArgs): PeerAuthenticationManifest {
  return {
    ...typeOf("PeerAuthentication"),
    metadata: { name: "default", namespace },
    spec: { mtls: { mode: mtls } },
  };
}
