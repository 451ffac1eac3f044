// Checks the conditions of a match on paths, against the paths under which its service is exposed.
import { exposuresOf, isEvery } from "../../plan/exposure";
import { formatPath, show, type Path, type Problem } from "../../problem";
import type { ExposedPath } from "../../release/gateway";
import type { PathMatch, RouteMatch, StringMatch } from "../../release/routing";
import { isForMesh } from "../../routes/alternatives";
import { implies } from "../../routes/conditions";
import { plainPaths } from "../../routes/paths";
import type { ServiceContext } from "../context";

/** A match, and what decides about its paths. */
export interface PathPlace extends Pick<ServiceContext, "name" | "release"> {
  /** Path of the match. */
  readonly path: Path;
  /** All matches of its route. */
  readonly all: readonly RouteMatch[];
}

/** Checks `uri` and `ignoreUriCase` of a match. */
export function checkPaths(match: RouteMatch, place: PathPlace): Problem[] {
  return [...checkCase(match, place.path), ...checkExposed(match, place)];
}

/**
 * Envoy compares letters without their case in exact paths and in prefixes only
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest).
 */
function checkCase({ uri, ignoreUriCase }: RouteMatch, path: Path): Problem[] {
  if (!ignoreUriCase || (uri && !("regex" in uri))) return [];
  return [
    {
      code: "GR330",
      path: formatPath([...path, "ignoreUriCase"]),
      given: uri ? "true, beside a regex" : "true, in a match without uri",
      allowed: "ignoreUriCase beside a uri with exact, prefix or pathPrefix",
      fix: uri
        ? "let the expression begin with (?i), and remove ignoreUriCase"
        : "add a uri, or remove ignoreUriCase",
    },
  ];
}

/**
 * A path condition must lie inside an exposed path of each gateway that leads there by paths, and
 * with the same look at the case of letters: else istiod drops the whole route from the gateway's
 * config, with all of its matches (`mergeHTTPMatchRequests` in its pilot/pkg/model/virtualservice.go).
 * It may lie outside all paths of a gateway if another one leads there, and no other match of the
 * route is for that gateway.
 */
function checkExposed(match: RouteMatch, place: PathPlace): Problem[] {
  const { name: service, release, path, all } = place;
  // A root VirtualService always delegates to a way that has paths; one without lets every path in.
  const ways = exposuresOf(release, service)
    .map(({ paths }) => paths)
    .filter((paths) => paths.length > 0 && !paths.some(isEvery));
  const lost = lostWays(match, ways, exposuresOf(release, service).length, all);
  const cased = match.ignoreUriCase && !all.every(isForMesh) ? ways : [];
  const about = {
    code: "GR143",
    fix: "choose a path inside an exposed path, make two routes of matches for two paths, or add `from: mesh` if the route is for calls from inside",
  } as const;
  const exposed = (paths: readonly ExposedPath[]) =>
    `of ${show(service)}, which is exposed under ${paths.map(shown).join(", ")}`;
  return [
    ...(lost.length > 0
      ? [
          {
            ...about,
            path: formatPath([...path, "uri"]),
            given: `${show(match.uri)}, ${exposed(lost.flat())}`,
            allowed:
              "an exact path or a prefix inside one of the exposed paths, the same one for all matches of a route",
          },
        ]
      : []),
    ...(cased.length > 0
      ? [
          {
            ...about,
            path: formatPath([...path, "ignoreUriCase"]),
            given: `true, ${exposed(cased.flat())}`,
            allowed: "ignoreUriCase only where every path of the host leads to the service",
            fix: "list the spellings of the path as matches of the route, or expose the service under a host of its own without paths",
          },
        ]
      : []),
  ];
}

type Way = readonly ExposedPath[];

/**
 * The paths of the gateways at which a match makes istiod drop its route.
 *
 * @param count how many gateways lead to the service, those without paths included
 */
function lostWays(
  match: RouteMatch,
  ways: readonly Way[],
  count: number,
  all: readonly RouteMatch[],
): readonly Way[] {
  const { uri } = match;
  if (!uri) return [];
  const lost = ways.filter((way) => !inside(uri, way) || isApart(uri, way, all));
  const mixed = (way: Way) =>
    all.some((one) => one !== match && !isForMesh(one) && (!one.uri || inside(one.uri, way)));
  if (isForMesh(match)) return lost.filter(mixed);
  if (lost.length === count) return lost;
  return lost.filter((way) => mixed(way) || way.some((root) => mayMeet(uri, root)));
}

/**
 * Whether a condition keeps its route from every path of a way: each path is a route of its own that delegates, and istiod lets
 * a route through only where all of its matches fit that one.
 */
function isApart(uri: PathMatch, way: Way, all: readonly RouteMatch[]): boolean {
  // A match without paths is for every one of them.
  if (all.some((one) => !one.uri && !isForMesh(one)))
    return !way.every((root) => inside(uri, [root]));
  const paths = all.flatMap((one) => one.uri ?? []);
  const fitting = (some: readonly PathMatch[]) =>
    way.find((root) => some.every((path) => inside(path, [root])));
  if (fitting(paths)) return false;
  // The first match stands where it is; those that do not go with it are told.
  const first = fitting(paths.slice(0, 1));
  return !first || !inside(uri, [first]);
}

/** Whether each path that meets the condition lies in one of the paths, as istiod compares them. */
function inside(uri: PathMatch, way: Way): boolean {
  const roots = way.flatMap((root) => plainPaths<StringMatch>(root));
  return plainPaths<StringMatch>(uri).every((one) => roots.some((root) => implies(one, root)));
}

/** Whether some path may meet both conditions. */
function mayMeet(uri: PathMatch, root: ExposedPath): boolean {
  return "regex" in uri || implies(uri, root) || implies(root, uri);
}

/** An exposed path in short. */
function shown(path: ExposedPath): string {
  if ("exact" in path) return path.exact;
  return "prefix" in path ? `${path.prefix}…` : `${path.pathPrefix} and below`;
}
