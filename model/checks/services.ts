import type { Cluster } from "../release/cluster";
import { formatPath, show, type Path, type Problem } from "../problem";
import type { Release, ServiceSpec } from "../release/release";
import type { CorsPolicy } from "../release/routing";
import { isByOrigin, weightsIn } from "../release/weights";
import { checkDeclared } from "./clusters";
import type { Locate } from "./locate";
import { checkExpression } from "./matches";
import { checkMirror } from "./routes";
import { checkTarget, isPlaced, versionOf } from "./targets";

/** What a service says about itself beside versions, weights and routes. */
export function checkService(
  name: string,
  release: Release,
  clusters: readonly Cluster[],
  locate: Locate,
): Problem[] {
  const service = release.services[name];
  if (!service) return [];
  const root = locate(["services", name]);
  return [
    ...checkPortName(service, [...root, "portName"]),
    ...checkFollows(name, release, clusters, [...root, "follows"]),
    ...checkOwnMirror(name, release, clusters, [...root, "mirror"]),
    ...checkOrigins(service.cors, [...root, "cors"]),
    ...(service.routes ?? []).flatMap(({ cors }, i) =>
      checkOrigins(cors, [...root, "routes", i, "cors"]),
    ),
  ];
}

function checkPortName({ portName, protocol = "http" }: ServiceSpec, path: Path): Problem[] {
  if (portName === undefined || portName === protocol || portName.startsWith(`${protocol}-`))
    return [];
  return [
    {
      code: "GR111",
      path: formatPath(path),
      given: `${show(portName)}, for the protocol ${protocol}`,
      allowed: `${protocol}, or ${protocol}- and a suffix: Istio reads the protocol from it`,
      fix: `remove it, or set protocol: ${portName.split("-")[0]}`,
    },
  ];
}

function checkFollows(
  name: string,
  release: Release,
  clusters: readonly Cluster[],
  root: Path,
): Problem[] {
  const follows = release.services[name]?.follows ?? [];
  const services = Object.keys(release.services);
  return follows.flatMap((followed, i): Problem[] => {
    const path = [...root, i];
    const told = (given: string, allowed: string, fix = "remove it"): Problem[] => [
      { code: "GR113", path: formatPath(path), given, allowed, fix },
    ];
    if (followed === name)
      return told(`${show(followed)}, the service itself`, "another service of the release");
    if (follows.indexOf(followed) < i) return told(`${show(followed)} a second time`, "it once");
    const unknown = checkDeclared(followed, services, path);
    return unknown.length > 0 ? unknown : checkFollowed(name, followed, release, clusters, path);
  });
}

/** The two have a version in common, and where the callers run, so do those that they call. */
function checkFollowed(
  name: string,
  followed: string,
  release: Release,
  clusters: readonly Cluster[],
  path: Path,
): Problem[] {
  const [service, leader] = [release.services[name], release.services[followed]];
  if (!service || !leader) return [];
  const theirs = Object.keys(leader.versions);
  const ours = Object.keys(service.versions);
  if (theirs.length === 0 || ours.length === 0) return [];
  const common = theirs.filter((version) => ours.includes(version));
  if (common.length === 0)
    return [
      {
        code: "GR113",
        path: formatPath(path),
        given: `${show(followed)}, whose versions are ${theirs.join(", ")}`,
        allowed: `a service with some of the versions ${ours.join(", ")}`,
        fix: "name versions that belong together alike, or remove it",
      },
    ];
  return common
    .filter((version) => isPlaced(version, service, clusters))
    .filter((version) => versionOf(leader, version)?.replicas !== 0)
    .flatMap((version) => checkTarget(version, service, clusters, path));
}

/** The mirror of a service copies what its weights split, in at least one cluster and from one origin. */
function checkOwnMirror(
  name: string,
  release: Release,
  clusters: readonly Cluster[],
  path: Path,
): Problem[] {
  const service = release.services[name];
  const version = service?.mirror?.version;
  // A release of which broken parts were cut out may have no weights: that was told already.
  if (!service?.weights || version === undefined) return [];
  const lanes = Object.values(release.lanes?.lanes ?? {});
  const entering = service.expose && lanes.some(({ weight = 0 }) => weight > 0);
  // A cluster's own weights are for a while; the mirror has a use if the others come back.
  const all = [service.weights, ...clusters.map((each) => weightsIn(each, name, service))];
  const splits = all.flatMap((weights) =>
    isByOrigin(weights) ? [weights.gateway, weights.mesh] : [weights],
  );
  return [
    ...checkTarget(version, service, clusters, [...path, "version"]),
    ...(entering ? [] : checkMirror(version, splits, path)),
  ];
}

function checkOrigins(cors: CorsPolicy | undefined, path: Path): Problem[] {
  return (cors?.allowOrigins ?? []).flatMap((origin, i) =>
    checkExpression(origin, [...path, "allowOrigins", i]),
  );
}
