import type { Cluster } from "../release/cluster";
import type { ServiceSpec, VersionSpec } from "../release/release";

/**
 * Whether a cluster runs a version. One with no pods runs nowhere: its Deployment is deleted rather than scaled to nothing,
 * because deletions come after the routes, and changes of Deployments before them.
 */
export function runsIn({ replicas, clusters }: VersionSpec, { name }: Cluster): boolean {
  return replicas !== 0 && (clusters?.includes(name) ?? true);
}

/** Names of the clusters that run a version. */
export function placement(version: VersionSpec, clusters: readonly Cluster[]): string[] {
  return clusters.filter((cluster) => runsIn(version, cluster)).map(({ name }) => name);
}

/** The versions that run in at least one cluster, in the order of their declaration: those that get a subset. */
export function placedVersions(spec: ServiceSpec, clusters: readonly Cluster[]): string[] {
  return Object.entries(spec.versions)
    .filter(([, version]) => clusters.some((cluster) => runsIn(version, cluster)))
    .map(([name]) => name);
}
