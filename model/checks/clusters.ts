import { isPrimary, type Cluster } from "../cluster";
import { formatPath, show, type Path, type Problem } from "../problem";
import type { Release } from "../release";
import { nearest } from "../shape";
import { checkWeights } from "./weights";

/** Names are unique, one cluster holds the mesh's config, and per-cluster weights fit the services. */
export function checkClusters(
  clusters: readonly Cluster[],
  release: Release | undefined,
  root: Path,
): Problem[] {
  return [
    ...checkUnique(clusters, root),
    ...checkPrimary(clusters, root),
    ...clusters.flatMap((cluster, i) =>
      release ? checkOwnWeights(cluster, clusters, release, [...root, i, "weights"]) : [],
    ),
  ];
}

function checkUnique(clusters: readonly Cluster[], root: Path): Problem[] {
  return clusters.flatMap((cluster, i): Problem[] => {
    const first = clusters.findIndex((other) => other.name === cluster.name);
    if (first === i) return [];
    return [
      {
        path: formatPath([...root, i, "name"]),
        given: `${show(cluster.name)}, the name of ${formatPath([...root, first])} too`,
        allowed: "a name of its own for each cluster",
        fix: "rename or remove one of the two",
      },
    ];
  });
}

function checkPrimary(clusters: readonly Cluster[], root: Path): Problem[] {
  if (clusters.length === 0 || clusters.some(isPrimary)) return [];
  return [
    {
      path: formatPath(root),
      given: "only remote clusters",
      allowed: "at least one cluster with role primary: the mesh reads its routes there",
      fix: `pulumi config set --path '${formatPath([...root, 0, "role"])}' primary`,
    },
  ];
}

function checkOwnWeights(
  cluster: Cluster,
  clusters: readonly Cluster[],
  release: Release,
  path: Path,
): Problem[] {
  const services = Object.keys(release.services);
  return Object.entries(cluster.weights ?? {}).flatMap(([name, weights]): Problem[] => {
    const service = release.services[name];
    if (service) return checkWeights(weights, service, clusters, [...path, name]);
    return [unknownService(name, services, [...path, name])];
  });
}

/** The problem of a service that is named but not declared. */
export function unknownService(name: string, services: readonly string[], path: Path): Problem {
  const near = nearest(name, services);
  return {
    path: formatPath(path),
    given: `an unknown service ${show(name)}`,
    allowed: services.join(", ") || "none: the release has no services",
    fix: near ? `did you mean "${near}"?` : "declare the service, or remove it here",
  };
}
