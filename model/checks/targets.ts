// Checks that a version can answer requests: declared, placed, with pods. GR107 to GR109.
import type { Cluster } from "../release/cluster";
import { formatPath, show, type Path, type Problem } from "../problem";
import type { ServiceSpec, VersionSpec } from "../release/release";
import { unknownName } from "./unknown";

/** The part of a service that declares its versions. */
export type Declared = Pick<ServiceSpec, "versions">;

/** Checks a version that gets traffic. */
export function checkTarget(
  version: string,
  service: Declared,
  clusters: readonly Cluster[],
  path: Path,
): Problem[] {
  return [
    ...checkKnown(version, service, path),
    ...checkPlaced(version, service, clusters, path),
    ...checkPods(version, service, clusters, path),
  ];
}

/** A version of a service by its name; undefined for an unknown name. */
export function versionOf(service: Declared, version: string): VersionSpec | undefined {
  return Object.hasOwn(service.versions, version) ? service.versions[version] : undefined;
}

/**
 * Whether a service runs a version in some cluster. If the stack has no clusters, which is a
 * mistake of its own (GR007), every declared version counts as running.
 */
export function isPlaced(
  version: string,
  service: Declared,
  clusters: readonly Cluster[],
): boolean {
  const spec = versionOf(service, version);
  if (!spec) return false;
  // An unknown cluster counts as a place here: its name has a problem of its own (GR103).
  return clusters.length === 0 || spec.clusters?.length !== 0;
}

/**
 * If a service has no versions, that is one problem of the service (GR102), not one for each use.
 */
function checkKnown(version: string, service: Declared, path: Path): Problem[] {
  const known = Object.keys(service.versions);
  if (known.length === 0 || known.includes(version)) return [];
  const otherwise = `declare the version ${show(version)} with its image, or remove it here`;
  return [unknownName({ code: "GR107", path, what: "version", name: version, known, otherwise })];
}

function checkPlaced(
  version: string,
  service: Declared,
  clusters: readonly Cluster[],
  path: Path,
): Problem[] {
  if (!versionOf(service, version) || isPlaced(version, service, clusters)) return [];
  return [
    {
      code: "GR108",
      path: formatPath(path),
      given: `traffic for ${version}, which runs in no cluster`,
      allowed: "weight above 0 only for versions that run somewhere",
      fix: `set the weight to 0, or place ${version} in one of: ${clusters.map((c) => c.name).join(", ")}`,
    },
  ];
}

function checkPods(
  version: string,
  service: Declared,
  clusters: readonly Cluster[],
  path: Path,
): Problem[] {
  if (clusters.length === 0 || versionOf(service, version)?.replicas !== 0) return [];
  if (!isPlaced(version, service, clusters)) return [];
  return [
    {
      code: "GR109",
      path: formatPath(path),
      given: `traffic for ${version}, which has replicas: 0`,
      allowed: "weight above 0 only for versions with at least one pod",
      fix: `set the weight to 0, or the replicas of ${version} to at least 1`,
    },
  ];
}
