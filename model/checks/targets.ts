// Checks that a version can answer requests: declared, placed, with pods. GR107 to GR109.
import type { Cluster } from "../release/cluster";
import { formatPath, show, type Path, type Problem } from "../problem";
import type { ServiceSpec, VersionSpec } from "../release/release";
import type { Weights } from "../release/routing";
import { isOutside, outsideNames } from "../routes/outside";
import { nearest } from "../schema/validate";
import { unknownName } from "./unknown";

/** The part of a service that declares what answers its requests. */
export type Declared = Pick<ServiceSpec, "versions" | "outside">;

/**
 * Checks a version that gets traffic.
 *
 * @param weights the split that names the version, if its place is a weight
 */
export function checkTarget(
  version: string,
  service: Declared,
  clusters: readonly Cluster[],
  path: Path,
  weights?: Weights,
): Problem[] {
  const without = weights ? "set the weight to 0" : "choose a version that has pods";
  return [
    ...checkKnown(version, service, path, weights),
    ...checkPlaced(version, service, clusters, path, without),
    ...checkPods(version, service, clusters, path, without),
  ];
}

/**
 * Whether a declared version has pods that can answer requests, in some cluster. A destination outside
 * of the release always can.
 */
export function canAnswer(
  version: string,
  service: Declared,
  clusters: readonly Cluster[],
): boolean {
  if (isOutside(service, version)) return true;
  return isPlaced(version, service, clusters) && versionOf(service, version)?.replicas !== 0;
}

/** A version of a service by its name; undefined for an unknown name. */
export function versionOf(service: Declared, version: string): VersionSpec | undefined {
  return Object.hasOwn(service.versions, version) ? service.versions[version] : undefined;
}

/**
 * Whether a service runs a version in some cluster; a destination outside of the release is reached
 * from every cluster. If the stack has no clusters, which is a mistake of its own (GR007), every
 * declared version counts as running.
 */
export function isPlaced(
  version: string,
  service: Declared,
  clusters: readonly Cluster[],
): boolean {
  if (isOutside(service, version)) return true;
  const spec = versionOf(service, version);
  if (!spec) return false;
  // An unknown cluster counts as a place here: its name has a problem of its own (GR103).
  return clusters.length === 0 || spec.clusters?.length !== 0;
}

/**
 * If a service has no versions, that is one problem of the service (GR102), not one for each use.
 */
export function checkKnown(
  version: string,
  service: Declared,
  path: Path,
  weights?: Weights,
): Problem[] {
  const known = [...Object.keys(service.versions), ...outsideNames(service)];
  if (known.length === 0 || known.includes(version)) return [];
  const otherwise = `declare the version ${show(version)} with its image, or remove it here`;
  const problem = { code: "GR107", path, what: "version", name: version, known } as const;
  if (!weights) return [unknownName({ ...problem, otherwise })];
  // A version that has a weight of its own is not the one that was meant.
  const free = known.filter((name) => !Object.hasOwn(weights, name));
  const place = formatPath(path);
  const command = place.includes(":") ? `: pulumi config rm --path '${place}'` : "";
  const removed = `if ${show(version)} was removed, remove its weight, too${command}`;
  const near = nearest(version, free);
  return [
    {
      ...unknownName({ ...problem, otherwise }),
      fix: near ? `did you mean "${near}"? Or, ${removed}` : `${otherwise}; ${removed}`,
    },
  ];
}

function checkPlaced(
  version: string,
  service: Declared,
  clusters: readonly Cluster[],
  path: Path,
  without: string,
): Problem[] {
  if (!versionOf(service, version) || isPlaced(version, service, clusters)) return [];
  return [
    {
      code: "GR108",
      path: formatPath(path),
      given: `traffic for ${version}, which runs in no cluster`,
      allowed: "a version that runs in some cluster",
      fix: `${without}, or place ${version} in one of: ${clusters.map((c) => c.name).join(", ")}`,
    },
  ];
}

function checkPods(
  version: string,
  service: Declared,
  clusters: readonly Cluster[],
  path: Path,
  without: string,
): Problem[] {
  if (clusters.length === 0 || versionOf(service, version)?.replicas !== 0) return [];
  if (!isPlaced(version, service, clusters)) return [];
  return [
    {
      code: "GR109",
      path: formatPath(path),
      given: `traffic for ${version}, which has replicas: 0`,
      allowed: "a version with at least one pod",
      fix: `${without}, or give ${version} at least 1 replica`,
    },
  ];
}
