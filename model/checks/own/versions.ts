// Checks what single clusters say of versions: names, placement, what must be the same everywhere.
import type { Cluster } from "../../release/cluster";
import { runsIn } from "../../plan/placement";
import { versionIn } from "../../plan/version-in";
import { sidecarOffBy } from "../../release/sidecars";
import { formatPath, listed, type Path, type Problem } from "../../problem";
import type { Release, ServiceSpec, VersionSpec } from "../../release/release";
import type { OwnVersionChanges } from "../../release/version-changes";
import { isMapping } from "../../schema/best-effort";
import type { Locate, LocatedCluster } from "../locate";
import { serviceContexts, type CheckContext } from "../context";
import { checkPods } from "../pods";
import { checkContainers } from "../ports/containers";
import { checkSelectors } from "../objects/selectors";
import { checkDeclared, unknownName } from "../unknown";

/**
 * Checks that `versions` of a cluster names versions of the release that run in this cluster, that
 * it changes no port, and that the pods that come out of it pass the checks of pods.
 *
 * @param locate finds the place where the user wrote a part of the release
 */
export function checkOwnVersions(
  { cluster: given, path }: LocatedCluster,
  release: Release,
  locate: Locate,
): Problem[] {
  // No check looks at images, which a version may lack that has mistakes.
  const { registry: _registry, ...cluster } = given;
  const services = Object.keys(release.services);
  const found = Object.entries(cluster.versions ?? {}).flatMap(([name, versions]): Problem[] => {
    const place = [...path, "versions", name];
    const service = services.includes(name) ? release.services[name] : undefined;
    if (!service) return checkDeclared(name, services, place);
    return Object.entries(versions).flatMap(([version, changes]) => [
      ...checkRuns(version, service, cluster, [...place, version]),
      ...checkPorts(changes, [...place, version]),
      ...checkSidecar(
        service.versions[version],
        (spec) => versionIn(cluster, name, version, spec),
        [...place, version, "pod"],
      ),
    ]);
  });
  return [...found, ...checkChangedPods({ cluster, path }, release, locate)];
}

function checkRuns(
  version: string,
  { versions }: ServiceSpec,
  cluster: Cluster,
  path: Path,
): Problem[] {
  const known = Object.keys(versions);
  if (known.length === 0) return [];
  if (known.includes(version)) return checkPlaced(version, versions[version]!, cluster, path);
  const otherwise = `declare the version for all clusters, with \`clusters: [${cluster.name}]\` where it runs here alone`;
  return [unknownName({ code: "GR192", path, what: "version", name: version, known, otherwise })];
}

/** Checks that a version runs in a cluster that says something of it. */
export function checkPlaced(
  version: string,
  spec: VersionSpec,
  cluster: Cluster,
  path: Path,
): Problem[] {
  // A version that was cut out for a mistake is an empty mapping, and runs everywhere.
  if (runsIn(spec, cluster)) return [];
  const where = spec.replicas === 0 ? "which has replicas: 0" : `which runs in ${places(spec)}`;
  return [
    {
      code: "GR190",
      path: formatPath(path),
      given: `settings of ${cluster.name} for ${version}, ${where}`,
      allowed: "settings for versions that the cluster runs",
      fix: `add ${cluster.name} to \`clusters\` of ${version}, or remove the settings`,
    },
  ];
}

function places({ clusters = [] }: VersionSpec): string {
  return clusters.length === 0 ? "no cluster" : `${listed(clusters)} only`;
}

/** Services of one name are one Service of the mesh: its ports lead to the same ports everywhere. */
function checkPorts({ pod }: OwnVersionChanges, path: Path): Problem[] {
  const containers: unknown = pod?.spec?.containers;
  if (!Array.isArray(containers)) return [];
  return containers.flatMap((container: unknown, i): Problem[] => {
    if (!isMapping(container) || container.ports === undefined) return [];
    const key = formatPath([...path, "pod", "spec", "containers", i, "ports"]);
    return [
      {
        code: "GR191",
        path: key,
        given: "ports of a container for one cluster alone",
        allowed: "one list for all clusters: the ports of the Service lead to them everywhere",
        fix: "remove it here, and set it in `pod` of the version for all clusters",
      },
    ];
  });
}

/** Callers of every cluster speak mutual TLS to the pods of a version, or plain text to all of them. */
function checkSidecar(
  spec: VersionSpec | undefined,
  changed: (spec: VersionSpec) => VersionSpec,
  path: Path,
): Problem[] {
  if (!spec) return [];
  const [everywhere, here] = [sidecarOffBy(spec), sidecarOffBy(changed(spec))];
  if ((everywhere === undefined) === (here === undefined)) return [];
  return [
    {
      code: "GR191",
      path: formatPath(path),
      given:
        here === undefined
          ? "pods with a sidecar, in one cluster alone"
          : `${here}, in one cluster alone`,
      allowed: "pods of a version with a sidecar in every cluster, or in none",
      fix: "remove it here, and set it in `pod` of the version for all clusters",
    },
  ];
}

/** The mistakes in changed pods that the pods have only in this cluster. */
function checkChangedPods(
  { cluster, path }: LocatedCluster,
  release: Release,
  locate: Locate,
): Problem[] {
  const own = cluster.versions ?? {};
  // Most of a hundred clusters say nothing of their own.
  if (Object.keys(own).length === 0) return [];
  const clusters = [cluster];
  const isChanged = (service: string, version: string) => own[service]?.[version] !== undefined;
  const shared = withVersions(release, (service, version, spec) =>
    isChanged(service, version) ? spec : undefined,
  );
  const changed = withVersions(shared, (service, version, spec) =>
    versionIn(cluster, service, version, spec),
  );
  const here: Locate = (inRelease) => {
    const [, service = "", , version = "", key = "", ...inside] = inRelease;
    const changes = own[service]?.[version] as Readonly<Record<string, unknown>> | undefined;
    return changes?.[key] === undefined
      ? locate(inRelease)
      : [...path, "versions", service, version, key, ...inside];
  };
  const told = new Set(checkEach({ release: shared, clusters, locate }).map(asText));
  const found = checkEach({ release: changed, clusters, locate: here });
  return found.filter((problem) => !told.has(asText(problem)));
}

/** All checks of what a version says of its pods and its Deployment. */
function checkEach(context: CheckContext): Problem[] {
  return [
    ...checkPods(context),
    ...serviceContexts(context).flatMap((service) => [
      ...checkSelectors(service),
      ...checkContainers(service),
    ]),
  ];
}

/** A release with other versions; those for which there is none are left out. */
function withVersions(
  release: Release,
  change: (service: string, version: string, spec: VersionSpec) => VersionSpec | undefined,
): Release {
  const services = Object.entries(release.services).map(([name, service]) => {
    const versions = Object.entries(service.versions).flatMap(([version, spec]) => {
      const changed = change(name, version, spec);
      return changed ? [[version, changed] as const] : [];
    });
    return [name, { ...service, versions: Object.fromEntries(versions) }] as const;
  });
  return { ...release, services: Object.fromEntries(services) };
}

/** Without the path: the same mistake in the pods of all clusters has a place of its own. */
function asText({ code, given }: Problem): string {
  return `${code} ${given}`;
}
