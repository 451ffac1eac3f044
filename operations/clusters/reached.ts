/** A cluster of the stack that takes connections, as all operations of an update see it. */
import type { Manifest } from "../../model/manifests/metadata";
import type { ClusterPlan } from "../../model/plan/plan";
import type { Cluster } from "../../model/release/cluster";
import type { ApiServer } from "../../kubernetes/api-server";
import type { ClusterApi } from "../cluster-api";

/** A cluster that takes connections, and its plan. */
export interface ReachedCluster {
  readonly cluster: Cluster;
  readonly plan: ClusterPlan;
  /** The objects of its plan. */
  readonly objects: readonly Manifest[];
  readonly server: ApiServer;
  /** Left out where only the provider can get credentials. */
  readonly client?: ClusterApi;
  /** Why there is no client, in words. */
  readonly noClient?: string;
}
