/** The live objects that an adoption reads, and the obstacles that it reports. */
import type { DeploymentManifest } from "../../../model/manifests/deployment";
import type { GatewayManifest } from "../../../model/manifests/gateway";
import type { ServiceManifest } from "../../../model/manifests/service";
import type {
  DestinationRuleManifest,
  PeerAuthenticationManifest,
} from "../../../model/manifests/traffic-policy";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import type { HorizontalPodAutoscalerSpec } from "kubernetes-types/autoscaling/v2";
import type { Pod } from "kubernetes-types/core/v1";
import type { PodDisruptionBudgetSpec } from "kubernetes-types/policy/v1";
import type { Cluster } from "../../../model/release/cluster";
import type { LiveObject } from "../../../model/live-object";
import type { Manifest } from "../../../model/manifests/metadata";

/** A kind of object as an API server has it. */
export type Live<M> = M & LiveObject;

/** The live objects of the namespace in one cluster, and those of the mesh that lead there. */
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
  /** None where the cluster has no such API. */
  readonly autoscalers: readonly Live<Manifest & { readonly spec: HorizontalPodAutoscalerSpec }>[];
  readonly disruptionBudgets: readonly Live<
    Manifest & { readonly spec: PodDisruptionBudgetSpec }
  >[];
  /** What pods of the whole mesh demand, where its root namespace says so. */
  readonly meshMtls?: string;
}

/** A property of a live object that a release can't express, or would change. */
export interface Obstacle {
  /** Name of the cluster; left out where it is about several. */
  readonly cluster?: string;
  /** Such as `Deployment shop/cart-v1`. */
  readonly object: string;
  /** Such as `spec.selector.matchLabels`; left out for a whole object. */
  readonly field?: string;
  /** The live value, and why it can't stay as it is. */
  readonly why: string;
}

/** Collects obstacles. */
export type Tell = (obstacle: Obstacle) => void;

/** A Deployment whose pods an update replaces, because another Deployment takes its place. */
export interface Replacement extends Obstacle {
  readonly field: string;
  /** Such as `Deployment shop/cart-v1`. */
  readonly by: string;
}

/** Where what is found goes. */
export interface Told {
  /** What a release can't express, or what requests or pods would notice. */
  readonly obstacle: Tell;
  /** What changes, without an effect on requests. */
  readonly change: Tell;
  readonly replaced: (replacement: Replacement) => void;
}
