// What a comparison says: the new version is worse, it is good enough, or neither is shown yet.
import type { Counts } from "./counts";
import { sumOf, type Comparison } from "./evidence";
import { standingOf, standOuts, type Standing } from "./standing";
import { compared, merged, rate, strataOf } from "./strata";
import { mostBad, requestsFor, requestsUntil, upperBound } from "./upper-bound";
import type { Verdict } from "./verdict";
import { moreAtThisRate, moreRequests, seenText, wouldHavePassed, type Seen } from "./words";

/** What a comparison is judged by; all but `comparisons` in percent. */
export interface Bounds {
  /** The share of bad requests that is good enough, however good the stable version is. */
  readonly objective: number;
  /** By how much the canary may be worse and still pass. */
  readonly margin: number;
  /** How often at most a canary that is as good as the stable version fails, above 0. */
  readonly falseAlarms: number;
  /** How many pairs of services this metric compares: they share the false alarms (Bonferroni). */
  readonly comparisons: number;
}

/** Bad requests in fewer polls may be one accident. */
const fewestBadPolls = 3;

/** So many evident polls in a row are enough. */
const evidentPolls = 2;

/**
 * The verdict after the last poll. It fails where the evidence that the canary is worse reaches what
 * the bounds ask for, or two polls in a row leave no doubt; it passes where so many requests were good
 * that the canary is as good as the bounds ask, by 95 %; else it holds. It may be asked after each
 * poll: that makes false alarms no more frequent.
 */
export function judge(comparison: Comparison, bounds: Bounds): Verdict {
  const { service, canary, totals } = comparison;
  const [objective, margin] = [bounds.objective / 100, bounds.margin / 100];
  const needed = requestsFor(Math.max(objective, margin));
  const counts = sumOf(totals, "canary");
  if (counts[0] === 0)
    return {
      verdict: "hold",
      why: `no request to ${service} ${canary} was counted yet`,
      missing: moreRequests(canary, 0, needed),
    };
  const standing = standingOf(comparison, objective);
  const limit = Math.max(objective, (standing?.expected ?? 0) + margin);
  const evident = evidently(comparison, objective);
  if (evident !== undefined)
    return { verdict: "fail", why: evident, ...passing(counts[0], needed, limit) };
  const why = seenText(seenOf(comparison, standing));
  if (standing === undefined)
    return {
      ...{ verdict: "hold", why },
      missing: `requests to ${comparison.stable.join(" and ")} to compare with, or an objective above 0`,
    };
  const enough = bounds.falseAlarms / 100 / Math.max(1, bounds.comparisons);
  if (
    standing.evidence >= -Math.log(enough) &&
    standing.worse &&
    comparison.badPolls >= fewestBadPolls
  )
    return { verdict: "fail", why, ...passing(standing.canary[0], needed, limit) };
  const missing = missingOf(comparison, standing, { objective, margin, needed });
  return missing === undefined ? { verdict: "pass", why } : { verdict: "hold", why, missing };
}

/** What is missing to pass; undefined where it passes. */
function missingOf(
  { canary, stable }: Comparison,
  standing: Standing,
  { objective, margin, needed }: { objective: number; margin: number; needed: number },
): string | undefined {
  const [requests] = standing.canary;
  if (requests < needed) return moreRequests(canary, requests, needed);
  const most = upperBound(standing.canary);
  const isGood = most <= objective;
  const limit = standing.stable ? Math.max(objective, standing.expected + margin) : objective;
  if (most > limit) {
    const passes = wouldHavePassed(requests, mostBad(requests, limit) ?? 0);
    const until = requestsUntil(standing.canary, limit);
    if (until === undefined) return passes;
    return `${moreAtThisRate(canary, until - requests)}; ${passes}`;
  }
  if (standing.suspicious) {
    const where = standing.suspects.map(({ cluster }) => cluster).join(", ");
    return `more requests to ${canary}, which looks worse${where === "" ? "" : ` in ${where}`}`;
  }
  if (!isGood && standing.error > margin)
    return `more requests to ${stable.join(" and ")}, of which too few were counted to know its share`;
  return undefined;
}

/** What would have passed. */
function passing(requests: number, needed: number, limit: number): Pick<Verdict, "missing"> {
  const of = Math.max(requests, needed);
  if (!Number.isFinite(of)) return {};
  return { missing: wouldHavePassed(of, mostBad(of, limit) ?? 0) };
}

/** What the last polls show without a test; undefined where they are not evident. */
function evidently(comparison: Comparison, objective: number): string | undefined {
  if (comparison.evident < evidentPolls) return undefined;
  const last = merged(comparison.points.slice(-evidentPolls).flatMap(({ tallies }) => tallies));
  const counts = sumOf(last, "canary");
  if (rate(counts) <= objective) return undefined;
  const both = compared(strataOf(last, comparison.totals));
  const seen: Seen = {
    ...comparison,
    canaryCounts: both?.canary ?? counts,
    ...(both && { stableCounts: both.stable, expected: both.expected }),
    places: [],
  };
  return seenText(seen, "in the last two polls");
}

function seenOf(comparison: Comparison, standing: Standing | undefined): Seen {
  if (standing === undefined)
    return { ...comparison, canaryCounts: sumOf(comparison.totals, "canary"), places: [] };
  const places = standOuts(comparison, standing).map(({ cluster, canary }): [string, Counts] => [
    cluster,
    canary,
  ]);
  const { canary, stable, expected } = standing;
  return {
    ...comparison,
    canaryCounts: canary,
    ...(stable && { stableCounts: stable, expected }),
    places,
  };
}
