// Checks weights: they have the sum 100, and their versions can answer.
import type { Cluster } from "../release/cluster";
import { formatPath, type Path, type Problem } from "../problem";
import type { ServiceWeights, Weights } from "../release/routing";
import { isByOrigin, totalWeight } from "../release/weights";
import type { ServiceContext } from "./context";
import { checkTarget, type Declared } from "./targets";

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
    ...checkTotal(weights, path),
    ...Object.entries(weights).flatMap(([version, weight]) =>
      checkTarget(version, service, weight > 0 ? clusters : [], [...path, version]),
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

function checkTotal(weights: Weights, path: Path): Problem[] {
  const total = totalWeight(weights);
  if (total === 100) return [];
  const parts = Object.entries(weights).map(([version, weight]) => `${version} ${weight}`);
  const [last, weight] = Object.entries(weights).at(-1) ?? ["<version>", 0];
  const rest = 100 - total + weight;
  return [
    {
      code: "GR106",
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
