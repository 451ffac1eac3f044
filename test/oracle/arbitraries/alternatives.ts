// Draws the matches of a route of which one must hold.
import type { RouteMatch } from "../../../model/release/routing";
import type { Draw } from "./draw";
import { uriWithin, type MatchRules } from "./matches";

/**
 * Two matches. Where several exposed paths lead to the service, both lie inside the same one, or none looks at the path: Istio
 * lets a route through at an exposed path only where all of its matches fit that one.
 */
export function bothOf(
  draw: Draw,
  rules: MatchRules,
  one: (rules: MatchRules) => RouteMatch,
): RouteMatch[] {
  const { within } = rules;
  if (!within || within.length < 2) return [one(rules), one(rules)];
  const path = [draw.one(within)];
  const own = { ...rules, within: draw.chance(50) ? undefined : path };
  return [one(own), one(own)].map((match) =>
    own.within ? { ...match, uri: match.uri ?? uriWithin(draw, own.within) } : match,
  );
}
