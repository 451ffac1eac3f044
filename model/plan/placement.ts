// Decides which clusters run which versions.
import type { Cluster } from "../release/cluster";
import type { ServiceSpec, VersionSpec } from "../release/release";

/**
 * Whether a cluster runs a version. A version with 0 replicas runs in no cluster: an update deletes
 * its Deployment and does not scale it to 0, because deletions come after the routes, and changes
 * of Deployments come before them.
 */
export function runsIn({ replicas, clusters }: VersionSpec, { name }: Cluster): boolean {
  return replicas !== 0 && (clusters?.includes(name) ?? true);
}

/** Names of the clusters that run a version. */
export function placement(version: VersionSpec, clusters: readonly Cluster[]): string[] {
  return clusters.filter((cluster) => runsIn(version, cluster)).map(({ name }) => name);
}

/**
 * The versions that run in at least one cluster and so get a subset, in the order of their
 * declaration.
 */
export function placedVersions(spec: ServiceSpec, clusters: readonly Cluster[]): string[] {
  return Object.entries(spec.versions)
    .filter(([, version]) => clusters.some((cluster) => runsIn(version, cluster)))
    .map(([name]) => name);
}
