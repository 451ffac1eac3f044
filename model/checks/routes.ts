// Checks the routes of a service: names, conditions, order and destinations.
import type { Cluster } from "../release/cluster";
import { laneVersion } from "../release/lane-version";
import { alternatives, isForMesh, matchesOf, type Matches } from "../routes/alternatives";
import { conditions, covers } from "../routes/match";
import { formatPath, show, type Path, type Problem } from "../problem";
import { speaksHttp } from "../release/ports";
import type { ServiceSpec } from "../release/release";
import type { RouteMatch, RouteSpec } from "../release/routing";
import { outsideNames } from "../routes/outside";
import { routeWeights, shares } from "../release/weights";
import { checkAnswer } from "./answers";
import type { ServiceContext } from "./context";
import { generatedNames } from "./generated-names";
import { checkMatches } from "./matches";
import { checkTarget, isPlaced } from "./targets";
import { checkWeights } from "./weights";

/**
 * Checks that each route has a unique name, conditions that some request can meet, and versions
 * that can answer.
 */
export function checkRoutes(context: ServiceContext): Problem[] {
  const { name, service, release, clusters, locate } = context;
  const root = locate(["services", name, "routes"]);
  const routes = service.routes ?? [];
  const lanes = laneRoutes(context);
  const taken = generatedNames(service, release);
  return routes.flatMap((route, i) => {
    const path = [...root, i];
    // A broken route that was cut out leaves a hole in the list; the filter drops the holes.
    const earlier = [...lanes, ...routes.slice(0, i).filter(() => true)];
    return [
      ...checkName(route, earlier, taken, path),
      ...checkMatches(route.match, context, [...path, "match"]),
      ...checkReached(route, earlier, service, [...path, "match"]),
      ...checkSticky(route, service, [...path, "match"]),
      ...checkAnswer(route, earlier, context, path),
      ...checkTargets(route, service, clusters, path),
    ];
  });
}

/** The name and the conditions of a route or of a lane. */
interface Named {
  readonly name: string;
  readonly match: Matches;
  /** Whether they belong to a lane. */
  readonly lane?: boolean;
}

/** The routes of lanes; proxies try them before the service's own routes. */
function laneRoutes({ name, service, release, clusters }: ServiceContext): Named[] {
  const { lanes } = release;
  if (!lanes?.header || !speaksHttp(service)) return [];
  const { header, baseline } = lanes;
  return lanes.lanes.flatMap((lane) => {
    const versions = [laneVersion(lane, name), ...(baseline ? [baseline] : [])];
    return versions.some((version) => isPlaced(version, service, clusters))
      ? [
          {
            name: `lane-${lane.name}`,
            match: { headers: { [header]: { exact: lane.name } } },
            lane: true,
          },
        ]
      : [];
  });
}

function checkName(
  { name }: RouteSpec,
  earlier: readonly Named[],
  taken: readonly string[],
  path: Path,
): Problem[] {
  const generated = taken.includes(name);
  if (!generated && !earlier.some((other) => other.name === name)) return [];
  return [
    {
      code: "GR122",
      path: formatPath([...path, "name"]),
      given: `${show(name)}, the name of ${generated ? "a route that the release generates for the service" : "an earlier route"} too`,
      allowed: "a name of its own for each route of the service",
      fix: generated ? "rename the route" : "rename one of the two routes",
    },
  ];
}

/** Whether earlier routes take the requests of each match of a route. */
function checkReached(
  route: RouteSpec,
  earlier: readonly Named[],
  service: ServiceSpec,
  path: Path,
): Problem[] {
  const seen = ({ match }: Pick<Named, "match">) =>
    matchesOf(match).map((one) => withOrigin(one, Boolean(service.expose)));
  const own = seen(route);
  const shadows = own.map((match) =>
    earlier.find((other) => seen(other).some((one) => takes(one, match))),
  );
  const [first] = shadows;
  if (!first || shadows.some((shadow) => !shadow)) return [];
  const names = [...new Set(shadows.map((shadow) => show(shadow?.name)))];
  const lanes = shadows.every((shadow) => shadow?.lane);
  const [before, fix] = lanes
    ? ["the lane's route", "choose other conditions, or remove the route"]
    : ["the route", `move ${show(route.name)} before ${names.join(" and ")}, or remove the route`];
  const taking =
    names.length > 1
      ? `the routes ${names.join(" and ")} before it take`
      : `${before} ${names[0]} before it takes`;
  return [
    {
      code: "GR121",
      path: formatPath(path),
      given: `${show(route.match)}, which can never match: ${taking} every such request`,
      allowed: "conditions that no earlier route covers",
      fix,
    },
  ];
}

/** A match without conditions has a problem of its own (GR120). */
function takes(earlier: RouteMatch, later: RouteMatch): boolean {
  return conditions(earlier).size > 0 && covers(earlier, later);
}

/**
 * The match with the origin that it implies: what looks at the calling pod, or a service that no
 * gateway exposes, means `from: mesh`.
 */
function withOrigin(match: RouteMatch, exposed: boolean): RouteMatch {
  return match.from === undefined && (isForMesh(match) || !exposed)
    ? { ...match, from: "mesh" }
    : match;
}

/** A route that splits with session affinity needs the header `cookie` for its own condition. */
function checkSticky(route: RouteSpec, service: ServiceSpec, path: Path): Problem[] {
  const names = [...Object.keys(service.versions), ...outsideNames(service)];
  const splits = shares(routeWeights(route.to), names).length > 1;
  if (!service.sticky || !splits || !speaksHttp(service)) return [];
  return alternatives(route.match).flatMap(({ match, path: inside }): Problem[] => {
    const { headers = {}, cookies = {} } = match;
    const header = Object.keys(headers).find((name) => name.toLowerCase() === "cookie");
    const where = Object.keys(cookies).length > 0 ? ["cookies"] : header && ["headers", header];
    if (!where) return [];
    return [
      {
        code: "GR124",
        path: formatPath([...path, ...inside, ...where]),
        given: "a condition on a cookie, in a service whose session affinity uses another cookie",
        allowed: "no condition on cookies on a route of a sticky service that splits its requests",
        fix: "send the route to one version, choose another condition, or remove sticky",
      },
    ];
  });
}

function checkTargets(
  route: RouteSpec,
  service: ServiceSpec,
  clusters: readonly Cluster[],
  path: Path,
): Problem[] {
  const { to, mirror } = route;
  // A route that answers by itself has no target, and no mirror either (GR311).
  if (to === undefined) return [];
  const target =
    typeof to === "string"
      ? checkTarget(to, service, clusters, [...path, "to"])
      : checkWeights(to, service, clusters, [...path, "to"]);
  return mirror
    ? [
        ...target,
        ...checkTarget(mirror.version, service, clusters, [...path, "mirror", "version"]),
        ...checkMirror(mirror.version, [routeWeights(to)], [...path, "mirror"]),
      ]
    : target;
}

/** Checks that a mirror copies to another version than the one that answers all requests. */
export function checkMirror(
  version: string,
  splits: readonly Readonly<Record<string, number>>[],
  path: Path,
): Problem[] {
  const taking = splits.flatMap((weights) =>
    Object.keys(weights).filter((name) => (weights[name] ?? 0) > 0),
  );
  if (taking.length === 0 || taking.some((name) => name !== version)) return [];
  return [
    {
      code: "GR114",
      path: formatPath([...path, "version"]),
      given: `${show(version)}, which gets all the requests already`,
      allowed: "another version than the one that answers",
      fix: "remove mirror, or name another version",
    },
  ];
}
