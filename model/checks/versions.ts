// Checks the versions of all services: their clusters, the names of their objects, and their pods.
import { configKey } from "../project";
import { subsetName, versionedName } from "../release/names";
import { formatPath, show, type Path, type Problem } from "../problem";
import { serviceContexts, type CheckContext, type ServiceContext } from "./context";
import { checkPlaced } from "./own/versions";
import { checkPods } from "./pods";
import { unknownName } from "./unknown";

/**
 * Checks that every service has versions, that the clusters of versions exist, and that no two
 * versions share object names.
 */
export function checkVersions(context: CheckContext): Problem[] {
  const { locate } = context;
  return [
    ...serviceContexts(context).flatMap((one): Problem[] =>
      Object.keys(one.service.versions).length > 0
        ? checkPlacements(one)
        : [
            {
              code: "GR102",
              path: formatPath(locate(["services", one.name, "versions"])),
              given: "no version",
              allowed: "at least one version",
              fix: "add a version with its image",
            },
          ],
    ),
    ...checkObjectNames(context),
    ...checkResourceNames(context),
    ...checkPods(context),
  ];
}

function checkPlacements({ name: of, service, clusters, locate }: ServiceContext): Problem[] {
  // An empty list of clusters is one problem of the list (GR007).
  if (clusters.length === 0) return [];
  const known = clusters.map((cluster) => cluster.name);
  const otherwise = `add the cluster to ${configKey("clusters")}`;
  const unknown = (name: string, path: Path) =>
    unknownName({ code: "GR103", path, what: "cluster", name, known, otherwise });
  return Object.entries(service.versions).flatMap(([version, spec]) => {
    const at = (...inside: Path) => locate(["services", of, "versions", version, ...inside]);
    const replicas = typeof spec.replicas === "object" ? Object.keys(spec.replicas) : [];
    return [
      ...(spec.clusters ?? []).flatMap((name, i) =>
        known.includes(name) ? [] : [unknown(name, at("clusters", i))],
      ),
      ...replicas.flatMap((name) => {
        const cluster = clusters.find((one) => one.name === name);
        const path = at("replicas", name);
        return cluster ? checkPlaced(version, spec, cluster, path) : [unknown(name, path)];
      }),
    ];
  });
}

/**
 * `a` + `b-c` and `a-b` + `c` would both be `a-b-c`; so would the versions `1.0` and `1_0` of one
 * service.
 */
function checkObjectNames({ release, locate }: CheckContext): Problem[] {
  const seen = new Map<string, string>();
  const problems: Problem[] = [];
  for (const [service, spec] of Object.entries(release.services)) {
    for (const version of Object.keys(spec.versions)) {
      const name = versionedName(service, version);
      const owner = seen.get(name);
      if (owner)
        problems.push({
          code: "GR104",
          path: formatPath(locate(["services", service, "versions", version])),
          given: `the object name ${name}, which ${owner} has too (subset ${subsetName(version)})`,
          allowed: "versions whose names differ in more than capitals and punctuation",
          fix: `rename the version ${show(version)}`,
        });
      else seen.set(name, `version ${version} of ${service}`);
    }
  }
  return problems;
}

/**
 * Pulumi names join cluster and service: `eu` + `shop-cart` and `eu-shop` + `cart` would both be
 * `eu-shop-cart`.
 */
function checkResourceNames({ release, clusters, locate }: CheckContext): Problem[] {
  const names = [...new Set(clusters.map((cluster) => cluster.name))];
  const services = Object.keys(release.services);
  const seen = new Map<string, string>();
  return names.flatMap((cluster) =>
    services.flatMap((service): Problem[] => {
      const name = `${cluster}-${service}`;
      const owner = seen.get(name);
      seen.set(name, owner ?? `${service} in ${cluster}`);
      if (!owner) return [];
      return [
        {
          code: "GR105",
          path: formatPath(locate(["services", service])),
          given: `the resource name ${name} in ${cluster}, which ${owner} has too`,
          allowed: "names of clusters and services that differ when they are joined by '-'",
          fix: `rename the service ${show(service)} or the cluster ${show(cluster)}`,
        },
      ];
    }),
  );
}
