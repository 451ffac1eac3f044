// Compares declared matches: does an earlier match take all requests of a later one?
import type { BranchMatch } from "./branch";
import { includes, type Conditions } from "./conditions";
import { matchConditions } from "./match-fields";

/**
 * Whether `earlier` takes every request that `later` takes, so that the later route can never
 * match. Sound but not complete, as {@link includes} is.
 */
export function covers(earlier: BranchMatch, later: BranchMatch): boolean {
  return includes(conditions(earlier), conditions(later));
}

/** The conditions of a match, by the part of the request that each looks at. */
export function conditions(match: BranchMatch): Conditions {
  return new Map(matchConditions(match).map(({ where, condition }) => [where, condition]));
}
