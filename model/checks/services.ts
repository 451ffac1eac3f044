// Checks the settings of a service that are not versions, weights or routes.
import { formatPath, listed, show, type Path, type Problem } from "../problem";
import type { ServiceSpec } from "../release/release";
import type { CorsPolicy } from "../release/routing";
import { isByOrigin, weightsIn } from "../release/weights";
import { isOutside, outsideNames } from "../routes/outside";
import { nearest } from "../schema/validate";
import type { ServiceContext } from "./context";
import { checkExpression } from "./requests/expressions";
import { checkMirror } from "./routes";
import { checkKnown, checkTarget, isPlaced, versionOf } from "./targets";
import { checkDeclared } from "./unknown";

/** Checks `portName`, `stable`, `follows`, `mirror` and `cors` of a service. */
export function checkService(context: ServiceContext): Problem[] {
  const { name, service, locate } = context;
  const root = locate(["services", name]);
  return [
    ...checkPortName(service, [...root, "portName"]),
    ...checkStable(context, locate(["services", name, "stable"])),
    ...checkFollows(context, [...root, "follows"]),
    ...checkOwnMirror(context, [...root, "mirror"]),
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
      allowed: `${protocol}, or ${protocol}- and a suffix: Istio reads the protocol from the name`,
      fix: `remove portName, or set protocol: ${portName.split("-")[0]}`,
    },
  ];
}

/**
 * A stable version that was removed must not be replaced by the canary. A name that differs in its
 * digits alone is another version, and no slip of the pen.
 */
function undeclaredStable(stable: string, service: ServiceSpec, path: Path): Problem[] {
  const form = (name: string) => name.replace(/\d/g, "0");
  const near = nearest(stable, [...Object.keys(service.versions), ...outsideNames(service)]);
  if (near !== undefined && form(near) !== form(stable)) return checkKnown(stable, service, path);
  const fix =
    `an abort leads back to the stable version. If ${show(stable)} was removed, declare it again until another ` +
    "version has all traffic, and name that one then. If the name is wrong, correct it";
  return checkKnown(stable, service, path).map((problem) => ({ ...problem, fix }));
}

/** Checks that the stable version is declared, and has pods in some cluster. */
function checkStable({ service, clusters }: ServiceContext, path: Path): Problem[] {
  const { stable, versions } = service;
  // What is no name has a problem of its own.
  if (typeof stable !== "string" || isOutside(service, stable)) return [];
  const spec = versionOf(service, stable);
  if (!spec) return undeclaredStable(stable, service, path);
  // An empty list of clusters is one problem of the list (GR007).
  const runs =
    isPlaced(stable, service, clusters) && (clusters.length === 0 || spec.replicas !== 0);
  if (runs) return [];
  const running = Object.keys(versions).filter(
    (version) => isPlaced(version, service, clusters) && versions[version]?.replicas !== 0,
  );
  return [
    {
      code: "GR118",
      path: formatPath(path),
      given: `${show(stable)}, which has no pods in any cluster`,
      allowed: `a version that runs somewhere: ${listed(running) || "none does"}`,
      fix: `name another version, or let ${stable} run in a cluster with at least one pod`,
    },
  ];
}

function checkFollows(context: ServiceContext, root: Path): Problem[] {
  const { name, release } = context;
  const { follows = [] } = context.service;
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
    return unknown.length > 0 ? unknown : checkFollowed(context, followed, path);
  });
}

/**
 * Checks that two services have versions in common, and that each common version has pods here if
 * the followed service has pods of it.
 */
function checkFollowed(
  { service, release, clusters }: ServiceContext,
  followed: string,
  path: Path,
): Problem[] {
  const leader = release.services[followed];
  if (!leader) return [];
  const theirs = Object.keys(leader.versions);
  const ours = [...Object.keys(service.versions), ...outsideNames(service)];
  if (theirs.length === 0 || ours.length === 0) return [];
  const common = theirs.filter((version) => ours.includes(version));
  if (common.length === 0)
    return [
      {
        code: "GR113",
        path: formatPath(path),
        given: `${show(followed)}, whose versions are ${theirs.join(", ")}`,
        allowed: `a service with some of the versions ${ours.join(", ")}`,
        fix: "give versions that belong together the same name, or remove the service from follows",
      },
    ];
  return common
    .filter((version) => isPlaced(version, service, clusters))
    .filter((version) => versionOf(leader, version)?.replicas !== 0)
    .flatMap((version) => checkTarget(version, service, clusters, path));
}

/**
 * Checks that the mirror of a service copies requests in at least one cluster, from at least one
 * origin.
 */
function checkOwnMirror(
  { name, service, release, clusters }: ServiceContext,
  path: Path,
): Problem[] {
  const version = service.mirror?.version;
  // If broken weights were cut out, they have a problem already.
  const { weights } = service as Partial<ServiceSpec>;
  if (!weights || version === undefined) return [];
  const lanes = release.lanes?.lanes ?? [];
  const entering = service.expose && lanes.some(({ weight = 0 }) => weight > 0);
  // A cluster has weights of its own only for a time; later the mirror copies what the other
  // weights split.
  const all = [weights, ...clusters.map((each) => weightsIn(each, name, service))];
  const splits = all.flatMap((one) => (isByOrigin(one) ? [one.gateway, one.mesh] : [one]));
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
