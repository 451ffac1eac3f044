// Says who decides the number of a version's pods: the declaration, an autoscaler, or somebody else.
import type { VersionInCluster } from "./version-changes";

/**
 * The number of pods that the declaration fixes in a cluster.
 *
 * @returns undefined where the version's autoscaler decides it, or somebody's own scaler
 */
export function fixedReplicas({
  autoscale,
  replicas = 1,
}: Pick<VersionInCluster, "autoscale" | "replicas">): number | undefined {
  return autoscale || replicas === "external" ? undefined : replicas;
}

/** The number of a version's pods in short, such as `x3`, `x2..6` for an autoscaler, or `x?`. */
export function podCountText(version: Pick<VersionInCluster, "autoscale" | "replicas">): string {
  const { autoscale } = version;
  if (autoscale) return `x${autoscale.min ?? 1}..${autoscale.max}`;
  return `x${fixedReplicas(version) ?? "?"}`;
}
