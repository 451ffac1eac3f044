// Whether a new version is worse, good enough, or neither is shown yet: the rules, without words.
import type { Bounds } from "./declared";
import { sumOf, type Comparison } from "./evidence";
import { requestsFor } from "./sample-size";
import { standingOf, type Standing } from "./standing";
import { merged, rate } from "./strata";
import { isAtMost } from "./upper-bound";
import type { Tally } from "./counts";

/** What a comparison is judged by: objective and margin, and how often it may fail a good version. */
export interface Rules extends Bounds {
  /** Percent: how often at most a canary that is as good as the stable version fails, above 0. */
  readonly falseAlarms: number;
  /** How many pairs of services this metric compares: they share the false alarms (Bonferroni). */
  readonly comparisons: number;
}

/** What is shown, and what a sentence about it needs. */
export interface Outcome {
  readonly reason: Reason;
  /** Left out: there is nothing to compare the canary with. */
  readonly standing?: Standing;
  /** So many requests of the canary a pass needs. */
  readonly needed: number;
  /** The share of bad ones, 0 to 1, that the canary must show to be below. */
  readonly limit: number;
}

/** What decides. The first two fail, the third one passes, and all others hold. */
export type Reason =
  /** Two polls in a row leave no doubt. */
  | "evident"
  | "worse"
  | "good"
  | "nothing counted"
  /** No requests to the stable version, and no objective. */
  | "nothing to compare with"
  | "few requests"
  | "above the limit"
  /** Good enough but for evidence against it, in the fleet or in a cluster. */
  | "suspicious"
  /** Too few requests to the stable version to know its share. */
  | "stable unknown";

/** Bad requests in fewer polls may be one accident. */
const fewestBadPolls = 3;

/** So many evident polls in a row are enough. */
const evidentPolls = 2;

/**
 * What a comparison shows after its last poll. It may be asked after each one: that makes false alarms
 * no more frequent.
 */
export function outcomeOf(comparison: Comparison, rules: Rules): Outcome {
  const [objective, margin] = [rules.objective / 100, rules.margin / 100];
  const standing = standingOf(comparison, objective);
  const about = {
    ...(standing && { standing }),
    needed: requestsFor(Math.max(objective, margin)),
    limit: standing?.stable ? Math.max(objective, standing.expected + margin) : objective,
  };
  const reason = (): Reason => {
    if (sumOf(comparison.totals, "canary")[0] === 0) return "nothing counted";
    if (isEvident(comparison, objective)) return "evident";
    if (standing === undefined) return "nothing to compare with";
    const enough = Math.log((100 * Math.max(1, rules.comparisons)) / rules.falseAlarms);
    if (standing.evidence >= enough && standing.worse && comparison.badPolls >= fewestBadPolls)
      return "worse";
    if (standing.canary[0] < about.needed) return "few requests";
    if (!isAtMost(standing.canary, about.limit)) return "above the limit";
    if (standing.suspicious) return "suspicious";
    if (standing.error > margin && !isAtMost(standing.canary, objective)) return "stable unknown";
    return "good";
  };
  return { reason: reason(), ...about };
}

/** The tallies of the polls that are evident. */
export function lastPolls({ points }: Pick<Comparison, "points">): Tally[] {
  return merged(points.slice(-evidentPolls).flatMap(({ tallies }) => tallies));
}

function isEvident(comparison: Comparison, objective: number): boolean {
  if (comparison.evident < evidentPolls) return false;
  return rate(sumOf(lastPolls(comparison), "canary")) > objective;
}
