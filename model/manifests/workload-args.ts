// The arguments of a version's Deployment; the planner computes them.
import type { VersionInCluster } from "../release/version-changes";
import type { GeneratedPort } from "../release/app-container";
import type { Labels } from "../release/labels";
import type { UpstreamPolicy } from "../release/upstream-policy";

/** The arguments of the Deployment of one version. */
export interface WorkloadArgs extends Omit<VersionInCluster, "clusters" | keyof UpstreamPolicy> {
  readonly namespace: string;
  /** Name of the service: the pods' `app` label, unless `selector` has another one. */
  readonly service: string;
  /** Name of the version: the pods' `version` label, unless `labels` has another one. */
  readonly version: string;
  /** Labels of the pods of all versions. @default the label `app` with the service's name */
  readonly selector?: Labels;
  /** Port of the container, 1 to 65535, where it has one without a name. @default `ports` */
  readonly targetPort?: number;
  /** Ports of the container. @default `targetPort`, else none */
  readonly ports?: readonly GeneratedPort[];
  /** Whether its pods get a sidecar. @default true */
  readonly sidecar?: boolean;
}
