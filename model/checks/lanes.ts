// Checks the lanes of a release: each lane needs a version in the services that it must reach.
import { laneVersion, type LanesSpec, type LaneSpec } from "../release/lanes";
import { formatPath, show, type Path, type Problem } from "../problem";
import type { Release } from "../release/release";
import { checkDeclared } from "./clusters";
import { checkEntries } from "./lane-entries";
import type { CheckContext } from "./context";
import { checkTarget, isPlaced } from "./targets";

/**
 * Checks that each lane has a version in every service that it must reach, and that requests can
 * enter it.
 */
export function checkLanes(context: CheckContext): Problem[] {
  const { lanes } = context.release;
  if (!lanes) return [];
  return [
    ...Object.entries(lanes.lanes).flatMap(([name, lane]) => [
      ...checkNames(name, lane, context),
      ...checkServices(name, lane, lanes, context),
    ]),
    ...checkBaseline(lanes, context),
    ...checkEntries(lanes, context),
  ];
}

/**
 * The services that have lanes: all except TCP services, which have no requests, and services
 * without versions, which have a problem of their own (GR102).
 */
export function servicesWithLanes({ services }: Release): string[] {
  return Object.keys(services).filter((name) => {
    const service = services[name];
    return service?.protocol !== "tcp" && Object.keys(service?.versions ?? {}).length > 0;
  });
}

/** Checks that the key `versions` of a lane names services and versions that exist. */
function checkNames(
  name: string,
  { versions = {} }: LaneSpec,
  { release, clusters, locate }: CheckContext,
): Problem[] {
  const known = Object.keys(release.services);
  return Object.entries(versions).flatMap(([service, version]): Problem[] => {
    const path = locate(["lanes", "lanes", name, "versions", service]);
    const spec = known.includes(service) ? release.services[service] : undefined;
    return spec ? checkTarget(version, spec, clusters, path) : checkDeclared(service, known, path);
  });
}

/** Checks that a lane's version runs in each service that the lane must reach. */
function checkServices(
  name: string,
  lane: LaneSpec,
  { mode = "strict" }: LanesSpec,
  context: CheckContext,
): Problem[] {
  const { release, clusters, locate } = context;
  const path = locate(["lanes", "lanes", name]);
  const services = servicesWithLanes(release);
  // checkNames looks at the services for which the lane names a version.
  const open = services.filter((service) => !Object.hasOwn(lane.versions ?? {}, service));
  const lacking = open.filter((service) => !runs(name, lane, service, context));
  const pods = open
    .filter((service) => !lacking.includes(service))
    .flatMap((service) => {
      const spec = release.services[service];
      const version = laneVersion(name, lane, service);
      const found = spec ? checkTarget(version, spec, clusters, path) : [];
      return found.map((problem) => ({ ...problem, given: `${problem.given}, in ${service}` }));
    });
  if (mode === "strict")
    return [...lacking.map((service) => strictGap(name, lane, service, path)), ...pods];
  const nowhere = lacking.length > 0 && lacking.length === services.length;
  return nowhere ? [nowhereAtAll(name, lane, path)] : pods;
}

function runs(
  name: string,
  lane: LaneSpec,
  service: string,
  { release, clusters }: CheckContext,
): boolean {
  const spec = release.services[service];
  return spec !== undefined && isPlaced(laneVersion(name, lane, service), spec, clusters);
}

function strictGap(name: string, lane: LaneSpec, service: string, path: Path): Problem {
  const version = laneVersion(name, lane, service);
  return {
    code: "GR130",
    path: formatPath(path),
    given: `no version ${show(version)} that runs in ${service}`,
    allowed: "a version in every service, since the lanes are strict",
    fix: `declare and place ${show(version)} in ${service}, say its version in versions.${service}, or set mode: permissive`,
  };
}

function nowhereAtAll(name: string, lane: LaneSpec, path: Path): Problem {
  const version = lane.version ?? name;
  return {
    code: "GR131",
    path: formatPath(path),
    given: `a lane whose version ${show(version)} runs in no service`,
    allowed: "a lane with a version of its own in at least one service",
    fix: `declare and place ${show(version)} somewhere, set the lane's version, or remove the lane`,
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
    const lacking = Object.entries(lanes.lanes)
      .filter(([name, lane]) => !runs(name, lane, service, context))
      .map(([name]) => name);
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
