import type { Cluster } from "../cluster";
import { placement } from "../placement";
import { formatPath, show, type Path, type Problem } from "../problem";
import type { ServiceSpec } from "../release";
import type { Weights } from "../routing";
import { nearest } from "../shape";
import { totalWeight } from "../weights";

/** Weights name versions that exist and run somewhere, and add up to 100. */
export function checkWeights(
  weights: Weights,
  service: ServiceSpec,
  clusters: readonly Cluster[],
  path: Path,
): Problem[] {
  return [
    ...checkTotal(weights, path),
    ...Object.keys(weights).flatMap((version) => [
      ...checkKnown(version, service, [...path, version]),
      ...((weights[version] ?? 0) > 0
        ? checkPlaced(version, service, clusters, [...path, version])
        : []),
    ]),
  ];
}

function checkTotal(weights: Weights, path: Path): Problem[] {
  const total = totalWeight(weights);
  if (total === 100) return [];
  const parts = Object.entries(weights).map(([version, weight]) => `${version} ${weight}`);
  const [last] = Object.entries(weights).at(-1) ?? ["<version>"];
  const rest = 100 - total + (weights[last] ?? 0);
  return [
    {
      path: formatPath(path),
      given: `a sum of ${total} (${parts.join(" + ") || "no version"})`,
      allowed: "a sum of 100",
      fix:
        rest >= 0 && rest <= 100
          ? `for example: pulumi config set --path '${formatPath([...path, last])}' ${rest}`
          : "lower the weights until they add up to 100",
    },
  ];
}

/** A version that is named exists. That a service has no versions at all is told once, for the service. */
export function checkKnown(version: string, service: ServiceSpec, path: Path): Problem[] {
  const known = Object.keys(service.versions);
  if (known.length === 0 || known.includes(version)) return [];
  const near = nearest(version, known);
  return [
    {
      path: formatPath(path),
      given: `an unknown version ${show(version)}`,
      allowed: known.join(", "),
      fix: near
        ? `did you mean "${near}"?`
        : `declare the version ${show(version)} with its image, or remove it here`,
    },
  ];
}

/**
 * A version that gets traffic runs in at least one cluster. Where there are no clusters, or one that the version names is
 * unknown, that is the mistake and is told on its own.
 */
export function checkPlaced(
  version: string,
  service: ServiceSpec,
  clusters: readonly Cluster[],
  path: Path,
): Problem[] {
  const spec = service.versions[version];
  if (!spec || clusters.length === 0 || placement(spec, clusters).length > 0) return [];
  if (spec.clusters && spec.clusters.length > 0) return [];
  return [
    {
      path: formatPath(path),
      given: `traffic for ${version}, which runs in no cluster`,
      allowed: "weight above 0 only for versions that run somewhere",
      fix: `set the weight to 0, or place ${version} in one of: ${clusters.map((c) => c.name).join(", ")}`,
    },
  ];
}
