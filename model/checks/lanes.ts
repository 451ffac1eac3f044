// Checks the lanes of a release: each lane needs a version in the services that it must reach.
import type { LanesSpec, LaneSpec } from "../release/lanes";
import { laneVersion } from "../release/lane-version";
import { speaksHttp } from "../release/ports";
import { formatPath, show, type Path, type Problem } from "../problem";
import type { Release } from "../release/release";
import { checkEntries } from "./lane-entries";
import type { CheckContext } from "./context";
import { checkTarget, isPlaced } from "./targets";
import { checkDeclared } from "./unknown";

/**
 * Checks that each lane has a version in every service that it must reach, and that requests can
 * enter it.
 */
export function checkLanes(context: CheckContext): Problem[] {
  const { lanes } = context.release;
  if (!lanes) return [];
  return [
    ...lanes.lanes.flatMap((lane, i) => {
      const path = ["lanes", "lanes", i];
      return [
        ...checkName(lane, lanes.lanes.slice(0, i), context.locate([...path, "name"])),
        ...checkVersions(lane, path, context),
        ...checkServices(lane, lanes, context.locate(path), context),
      ];
    }),
    ...checkBaseline(lanes, context),
    ...checkEntries(lanes, context),
  ];
}

/**
 * The services that have lanes: all that have a port for requests, except services
 * without versions, which have a problem of their own (GR102).
 */
export function servicesWithLanes({ services }: Release): string[] {
  return Object.keys(services).filter((name) => {
    const service = services[name];
    return Object.keys(service?.versions ?? {}).length > 0 && speaksHttp(service ?? {});
  });
}

/** Checks that no earlier lane has the same name: the header could not tell them apart. */
function checkName({ name }: LaneSpec, earlier: readonly LaneSpec[], path: Path): Problem[] {
  if (!earlier.some((other) => other.name === name)) return [];
  return [
    {
      code: "GR136",
      path: formatPath(path),
      given: `the name ${show(name)} once more`,
      allowed: "a name that no other lane has",
      fix: "rename one of the two lanes, or remove it",
    },
  ];
}

/** Checks that the key `versions` of a lane names services and versions that exist. */
function checkVersions(
  { versions = {} }: LaneSpec,
  inRelease: Path,
  { release, clusters, locate }: CheckContext,
): Problem[] {
  const known = Object.keys(release.services);
  return Object.entries(versions).flatMap(([service, version]): Problem[] => {
    const path = locate([...inRelease, "versions", service]);
    const spec = known.includes(service) ? release.services[service] : undefined;
    return spec ? checkTarget(version, spec, clusters, path) : checkDeclared(service, known, path);
  });
}

/** Checks that a lane's version runs in each service that the lane must reach. */
function checkServices(
  lane: LaneSpec,
  { mode = "strict" }: LanesSpec,
  path: Path,
  context: CheckContext,
): Problem[] {
  const { release, clusters } = context;
  const services = servicesWithLanes(release);
  // checkVersions looks at the services for which the lane names a version.
  const open = services.filter((service) => !Object.hasOwn(lane.versions ?? {}, service));
  const lacking = open.filter((service) => !runs(lane, service, context));
  const pods = open
    .filter((service) => !lacking.includes(service))
    .flatMap((service) => {
      const spec = release.services[service];
      const version = laneVersion(lane, service);
      const found = spec ? checkTarget(version, spec, clusters, path) : [];
      return found.map((problem) => ({ ...problem, given: `${problem.given}, in ${service}` }));
    });
  if (mode === "strict")
    return [...lacking.map((service) => strictGap(lane, service, path)), ...pods];
  const nowhere = lacking.length > 0 && lacking.length === services.length;
  return nowhere ? [nowhereAtAll(lane, path)] : pods;
}

function runs(lane: LaneSpec, service: string, { release, clusters }: CheckContext): boolean {
  const spec = release.services[service];
  return spec !== undefined && isPlaced(laneVersion(lane, service), spec, clusters);
}

function strictGap(lane: LaneSpec, service: string, path: Path): Problem {
  const version = laneVersion(lane, service);
  return {
    code: "GR130",
    path: formatPath(path),
    given: `no version ${show(version)} that runs in ${service}`,
    allowed: "a version in every service, since the lanes are strict",
    fix: `declare and place ${show(version)} in ${service}, name another version of the lane in versions.${service}, or set mode: permissive`,
  };
}

function nowhereAtAll(lane: LaneSpec, path: Path): Problem {
  const version = lane.version ?? lane.name;
  return {
    code: "GR131",
    path: formatPath(path),
    given: `a lane whose version ${show(version)} runs in no service`,
    allowed: "a lane with a version of its own in at least one service",
    fix: `declare ${show(version)} in a service, set the lane's version, or remove the lane`,
  };
}

/** Checks that the baseline runs in each service that lacks a lane's version. */
function checkBaseline(lanes: LanesSpec, context: CheckContext): Problem[] {
  const { release, clusters, locate } = context;
  const { baseline, mode = "strict" } = lanes;
  if (baseline === undefined || mode === "strict") return [];
  const path = locate(["lanes", "baseline"]);
  return servicesWithLanes(release).flatMap((service): Problem[] => {
    const spec = release.services[service];
    const lacking = lanes.lanes
      .filter((lane) => !runs(lane, service, context))
      .map(({ name }) => name);
    if (!spec || lacking.length === 0) return [];
    if (isPlaced(baseline, spec, clusters))
      return checkTarget(baseline, spec, clusters, path).map((problem) => ({
        ...problem,
        given: `${problem.given}, in ${service}`,
      }));
    return [
      {
        code: "GR132",
        path: formatPath(path),
        given: `${show(baseline)}, which does not run in ${service}, where ${lacking.join(", ")} has no version either`,
        allowed: "a version of every service that lacks a lane's version",
        fix: `declare and place ${show(baseline)} in ${service}, or a version for ${lacking.join(", ")}`,
      },
    ];
  });
}
