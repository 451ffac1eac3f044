import type { DeploymentManifest } from "../../../model/manifests/deployment";
import type { GatewayManifest } from "../../../model/manifests/gateway";
import type { ServiceManifest } from "../../../model/manifests/service";
import type {
  DestinationRuleManifest,
  PeerAuthenticationManifest,
} from "../../../model/manifests/traffic-policy";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import type { Pod } from "kubernetes-types/core/v1";
import type { Cluster } from "../../../model/release/cluster";
import type { LiveObject } from "../../../model/live-object";
import type { Manifest } from "../../../model/manifests/metadata";

/** A kind of object as an API server has it. */
export type Live<M> = M & LiveObject;

/** What runs in the namespace in one cluster, and what of the mesh leads there. */
export interface LiveCluster {
  readonly cluster: Cluster;
  readonly namespace: LiveObject;
  readonly services: readonly Live<ServiceManifest>[];
  readonly deployments: readonly Live<DeploymentManifest>[];
  readonly destinationRules: readonly Live<DestinationRuleManifest>[];
  readonly virtualServices: readonly Live<VirtualServiceManifest>[];
  /** Also those of other namespaces that the VirtualServices name. */
  readonly gateways: readonly Live<GatewayManifest>[];
  readonly pods: readonly Live<Manifest & Pick<Pod, "spec" | "status">>[];
  readonly peerAuthentications: readonly Live<PeerAuthenticationManifest>[];
  /** What pods of the whole mesh demand, where its root namespace says so. */
  readonly meshMtls?: string;
}

/** Something of what runs that a declaration can't say, or would change. */
export interface Obstacle {
  /** Name of the cluster; left out where it is about several. */
  readonly cluster?: string;
  /** Such as `Deployment shop/cart-v1`. */
  readonly object: string;
  /** Such as `spec.selector.matchLabels`; left out for a whole object. */
  readonly field?: string;
  /** What is there and why it can't stay as it is. */
  readonly why: string;
}

/** Collects what can't be said. */
export type Tell = (obstacle: Obstacle) => void;
