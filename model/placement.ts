import type { Cluster } from "./cluster";
import type { ServiceSpec, VersionSpec } from "./release";

/** Whether a cluster runs a version. */
export function runsIn(version: VersionSpec, { name }: Cluster): boolean {
  return version.clusters?.includes(name) ?? true;
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
