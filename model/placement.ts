import type { Cluster } from "./cluster";
import type { ServiceSpec, VersionSpec } from "./release";

/** Names of the clusters that run a version. */
export function placement(version: VersionSpec, clusters: readonly Cluster[]): string[] {
  const names = clusters.map((cluster) => cluster.name);
  return version.clusters ? names.filter((name) => version.clusters?.includes(name)) : names;
}

/** The versions that run in at least one cluster, in the order of their declaration: those that get a subset. */
export function placedVersions(spec: ServiceSpec, clusters: readonly Cluster[]): string[] {
  return Object.entries(spec.versions)
    .filter(([, version]) => placement(version, clusters).length > 0)
    .map(([name]) => name);
}
