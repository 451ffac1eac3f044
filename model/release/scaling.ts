// The types of a version's autoscaler, disruption budget and rollout of pods. Generated from
// model/schema by `npm run generate`. Do not edit.

import type { HorizontalPodAutoscalerBehavior, MetricSpec } from "kubernetes-types/autoscaling/v2";

/**
 * The autoscaler of a version: a HorizontalPodAutoscaler in each of its clusters
 * (https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/).
 */
export interface AutoscaleSpec {
  /** Fewest pods in each cluster. @default 1 */
  readonly min?: number;
  /** Most pods in each cluster. */
  readonly max: number;
  /**
   * Use of CPU that the autoscaler aims at, in percent of the requests of the pod's containers,
   * which all need one.
   * @default 80, as Kubernetes has it, where neither `memory` nor `metrics` is given
   */
  readonly cpu?: number;
  /**
   * Use of memory that the autoscaler aims at, in percent of the requests of the pod's containers,
   * which all need one.
   * @default none
   */
  readonly memory?: number;
  /** Other metrics, as Kubernetes has them (autoscaling/v2). @default none */
  readonly metrics?: readonly MetricSpec[];
  /**
   * How fast the number may change, as Kubernetes has it (autoscaling/v2).
   * @default Kubernetes' own
   */
  readonly behavior?: HorizontalPodAutoscalerBehavior;
  /**
   * Whether the version gets the pods for a larger share before it gets the share. The update
   * counts the pods that carry the service's traffic now, raises the fewest pods of the autoscaler,
   * waits until they are ready and moves the traffic; the next update lowers the number again.
   * @default false
   */
  readonly prescale?: boolean | PrescaleSpec;
}

/** How far a version is scaled before its share grows. */
export interface PrescaleSpec {
  /** Most pods that it gets beforehand, in each cluster. @default the `max` of its autoscaler */
  readonly max?: number;
}

/**
 * How many pods of a version may be gone while nodes are drained: a PodDisruptionBudget in each of
 * its clusters (https://kubernetes.io/docs/tasks/run-application/configure-pdb/). Exactly one of
 * the two.
 */
export type DisruptionBudget =
  { readonly minAvailable: number | string } | { readonly maxUnavailable: number | string };

/**
 * How Kubernetes replaces the pods of a version when their template changes, in Kubernetes' own
 * form (https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy).
 */
export interface StrategySpec {
  /**
   * `RollingUpdate`: new pods take the place of old ones step by step. `Recreate`: all old pods end
   * before the first new one starts, and requests are lost until it is ready.
   * @default "RollingUpdate"
   */
  readonly type?: "RollingUpdate" | "Recreate";
  /** The steps of a `RollingUpdate`. */
  readonly rollingUpdate?: {
    /** Pods beyond `replicas` while they are replaced. @default "25%" */
    readonly maxSurge?: number | string;
    /** Pods below `replicas` while they are replaced. @default 0 */
    readonly maxUnavailable?: number | string;
  };
}
