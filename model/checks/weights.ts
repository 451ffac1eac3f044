// Checks weights: they have the sum 100, and their versions can answer.
import type { Cluster } from "../release/cluster";
import { formatPath, type Path, type Problem } from "../problem";
import type { ServiceWeights, Weights } from "../release/routing";
import { isByOrigin, sumPercent, totalWeight } from "../release/weights";
import type { ServiceContext } from "./context";
import { canAnswer, checkTarget, type Declared } from "./targets";

/** Checks the weights of a service: one split for all requests, or one for each origin. */
export function checkServiceWeights(
  weights: ServiceWeights,
  { name, service, clusters }: Pick<ServiceContext, "name" | "service" | "clusters">,
  path: Path,
): Problem[] {
  if (!isByOrigin(weights)) return checkWeights(weights, service, clusters, path);
  const { gateway, mesh } = weights;
  return [
    ...(service.expose ? [] : [noEntry(name, path)]),
    ...checkWeights(gateway, service, clusters, [...path, "gateway"]),
    ...checkWeights(mesh, service, clusters, [...path, "mesh"]),
  ];
}

/** Checks one split: its versions can answer, and its weights have the sum 100. */
export function checkWeights(
  weights: Weights,
  service: Declared,
  clusters: readonly Cluster[],
  path: Path,
): Problem[] {
  return [
    ...checkTotal(weights, service, clusters, path),
    ...Object.entries(weights).flatMap(([version, weight]) =>
      checkTarget(version, service, weight > 0 ? clusters : [], [...path, version], weights),
    ),
  ];
}

function noEntry(name: string, path: Path): Problem {
  return {
    code: "GR110",
    path: formatPath(path),
    given: "weights for gateway and mesh, of a service that is not exposed",
    allowed: "one mapping of versions to percentages: all its requests are calls from the mesh",
    fix: `set expose of ${name}, or keep the weights for mesh alone`,
  };
}

function checkTotal(
  weights: Weights,
  service: Declared,
  clusters: readonly Cluster[],
  path: Path,
): Problem[] {
  const total = totalWeight(weights);
  if (total === 100) return [];
  const parts = Object.entries(weights).map(([version, weight]) => `${version} ${weight}`);
  const missing = Object.keys(service.versions).filter(
    (version) => !Object.hasOwn(weights, version) && canAnswer(version, service, clusters),
  );
  return [
    {
      code: "GR106",
      path: formatPath(path),
      given: `a sum of ${total} (${parts.join(" + ") || "no version"})`,
      allowed: "a sum of 100",
      fix: fixTotal(weights, missing, path),
    },
  ];
}

/**
 * A way to the sum 100 that is safe to paste: it never moves the greater part of the traffic to a
 * version that has the smaller one. A weight that is missing gets what is left over.
 *
 * @param missing versions without a weight that could answer requests
 */
function fixTotal(weights: Weights, missing: readonly string[], path: Path): string {
  const set = (version: string, weight: number) => {
    const place = formatPath([...path, version]);
    // The path of a release in code is no key of a config.
    return place.includes(":")
      ? `pulumi config set --path '${place}' ${weight}`
      : `set ${place} to ${weight}`;
  };
  const given = Object.entries(weights).sort(([, a], [, b]) => b - a);
  const [[main = "", most = 0] = [], [, second = 0] = []] = given;
  const left = sumPercent([100, -totalWeight(weights)]);
  const [only, ...others] = missing;
  if (only !== undefined && left > 0) {
    if (others.length > 0) return `split the other ${left} over ${missing.join(" and ")}`;
    const kept = Object.entries(weights).map(([version, weight]) => `${version} at ${weight}`);
    return `${only} has no weight. To keep ${kept.join(" and ")}: ${set(only, left)}`;
  }
  const changed = sumPercent([most, left]);
  if (most >= 50 && most > second && changed >= second && changed <= 100)
    return `for example: ${set(main, changed)}`;
  return `${left > 0 ? "raise" : "lower"} the weights until their sum is 100`;
}
