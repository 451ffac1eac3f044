// Checks the stack's list of clusters, and that the release declares each service that a key names.
import type { Cluster } from "../release/cluster";
import { isPrimary } from "../release/cluster-role";
import { formatPath, show, type Path, type Problem } from "../problem";
import type { Release } from "../release/release";
import { inRelease, type Locate, type LocatedCluster } from "./locate";
import { checkIngress } from "./gateways/ingress";
import { checkOwnLanes } from "./own/lanes";
import { checkOwnVersions } from "./own/versions";
import { checkDeclared } from "./unknown";
import { checkServiceWeights } from "./weights";

/**
 * Checks that cluster names are unique, that at least one cluster is primary, and that the weights,
 * lanes, versions and gateways of each cluster fit the release.
 *
 * @param root path of the list of clusters in the config
 * @param locate finds the place where the user wrote a part of the release
 */
export function checkClusters(
  located: readonly LocatedCluster[],
  release: Release | undefined,
  root: Path,
  locate: Locate = inRelease,
): Problem[] {
  const clusters = located.map(({ cluster }) => cluster);
  return [
    ...checkUnique(located),
    ...checkPrimary(clusters, root),
    ...located.flatMap((one) =>
      release
        ? [
            ...checkOwnWeights(one.cluster, clusters, release, [...one.path, "weights"]),
            ...checkOwnLanes(one, release),
            ...checkOwnVersions(one, release, locate),
            ...checkIngress(one, release),
          ]
        : [],
    ),
  ];
}

function checkUnique(clusters: readonly LocatedCluster[]): Problem[] {
  return clusters.flatMap((located): Problem[] => {
    const { name } = located.cluster;
    const first = clusters.find(({ cluster }) => cluster.name === name);
    if (!first || first === located) return [];
    return [
      {
        code: "GR008",
        path: formatPath([...located.path, "name"]),
        given: `${show(name)}, the name of ${formatPath(first.path)} too`,
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
      code: "GR009",
      path: formatPath(root),
      given: "only remote clusters",
      allowed: "at least one cluster with role primary: the mesh reads its routes there",
      fix: "set role: primary for each cluster that has an istiod",
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
    const service = services.includes(name) ? release.services[name] : undefined;
    if (service) return checkServiceWeights(weights, { name, service, clusters }, [...path, name]);
    return checkDeclared(name, services, [...path, name]);
  });
}
