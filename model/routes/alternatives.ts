// Reads the key `match`, which holds one match or several, and says whose requests a match is about.
import type { Path } from "../problem";
import type { RouteMatch } from "../release/routing";

/** What the key `match` of a route or a lane holds. */
export type Matches = RouteMatch | readonly RouteMatch[];

/** One match of a route, of which one must hold. */
export interface Alternative {
  readonly match: RouteMatch;
  /** Its path inside the key `match`. */
  readonly path: Path;
}

/** The matches of a route, each with its path. */
export function alternatives(given: Matches): Alternative[] {
  // A broken match that was cut out leaves a hole in the list, which flatMap() passes over.
  return isList(given)
    ? given.flatMap((match, i) => [{ match, path: [i] }])
    : [{ match: given, path: [] }];
}

/** The matches of a route. */
export function matchesOf(given: Matches): RouteMatch[] {
  return alternatives(given).map(({ match }) => match);
}

/**
 * Whether a match looks at the calling pod. Istio looks at it only in a match that names no
 * gateways (`sourceMatchHTTP` in istiod's pilot/pkg/networking/core/route/route.go).
 */
export function looksAtCaller({
  sourceLabels,
  sourceNamespace,
}: Pick<RouteMatch, "sourceLabels" | "sourceNamespace">): boolean {
  return sourceLabels !== undefined || sourceNamespace !== undefined;
}

/** Whether a match takes calls from inside the mesh alone. */
export function isForMesh(match: RouteMatch): boolean {
  return match.from === "mesh" || looksAtCaller(match);
}

function isList(given: Matches): given is readonly RouteMatch[] {
  return Array.isArray(given);
}
