// A comparison's verdict, in words.
import type { Counts } from "./counts";
import { sumOf, type Comparison } from "./evidence";
import { lastPolls, outcomeOf, type Outcome, type Reason, type Rules } from "./outcome";
import { standOuts, type Standing } from "./standing";
import { compared, sharedPlaces, strataOf } from "./strata";
import { mostBad, requestsUntil } from "./upper-bound";
import type { Verdict } from "./verdict";
import { moreAtThisRate, moreRequests, seenText, wouldHavePassed, type Seen } from "./words";

/**
 * The verdict after the last poll. It fails where the evidence that the canary is worse reaches what
 * the rules ask for, or two polls in a row leave no doubt; it passes where so many requests were good
 * that the canary is as good as the rules ask, by 95 %; else it holds.
 */
export function judge(comparison: Comparison, rules: Rules): Verdict {
  const outcome = outcomeOf(comparison, rules);
  const verdict = verdictOf(outcome.reason);
  const missing = missingText(comparison, outcome);
  return { verdict, why: whyText(comparison, outcome), ...(missing !== undefined && { missing }) };
}

/** The verdict that follows from a reason. */
export function verdictOf(reason: Reason): Verdict["verdict"] {
  if (reason === "good") return "pass";
  return reason === "evident" || reason === "worse" ? "fail" : "hold";
}

function whyText(comparison: Comparison, { reason, standing }: Outcome): string {
  const { service, canary, totals } = comparison;
  if (reason === "nothing counted") return `no request to ${service} ${canary} was counted yet`;
  if (reason === "evident") return seenText(lastSeen(comparison), "in the last two polls");
  if (standing === undefined)
    return seenText({ ...comparison, canaryCounts: sumOf(totals, "canary"), places: [] });
  return seenText(allSeen(comparison, standing));
}

function missingText(
  { canary, stable, totals }: Comparison,
  { reason, standing, needed, limit }: Outcome,
): string | undefined {
  const counts = standing?.canary ?? sumOf(totals, "canary");
  const [requests] = counts;
  const others = stable.join(" and ");
  switch (reason) {
    case "good":
      return undefined;
    case "nothing counted":
    case "few requests":
      return moreRequests(canary, requests, needed);
    case "nothing to compare with":
      return `requests to ${others} to compare with, or an objective above 0`;
    case "suspicious": {
      const where = standing!.suspects.map(({ cluster }) => cluster).join(", ");
      return `more requests to ${canary}, which looks worse${where === "" ? "" : ` in ${where}`}`;
    }
    case "stable unknown":
      return `more requests to ${others}: too few were counted to know what share of them is bad`;
    case "evident":
    case "worse":
      return wouldPass(Math.max(requests, needed), limit);
    case "above the limit": {
      const until = requestsUntil(counts, limit);
      const passes = wouldPass(requests, limit);
      if (until === undefined)
        return passes === undefined ? undefined : `a smaller share of bad ones: ${passes}`;
      const more = moreAtThisRate(canary, until - requests);
      return passes === undefined ? more : `${more}; ${passes}`;
    }
  }
}

/** What would have passed; undefined where nothing would have, of so many requests. */
function wouldPass(requests: number, limit: number): string | undefined {
  const most = Number.isFinite(requests) ? mostBad(requests, limit) : undefined;
  return most === undefined ? undefined : wouldHavePassed(requests, most);
}

/** What the evident polls show. */
function lastSeen(comparison: Comparison): Seen {
  const last = lastPolls(comparison);
  const both = compared(strataOf(last, sharedPlaces(comparison.totals)));
  if (both === undefined) return { ...comparison, canaryCounts: sumOf(last, "canary"), places: [] };
  const { canary, stable, expected } = both;
  return { ...comparison, canaryCounts: canary, stableCounts: stable, expected, places: [] };
}

/** What all polls show. */
function allSeen(comparison: Comparison, standing: Standing): Seen {
  const { canary, stable, expected } = standing;
  const places = standOuts(comparison, standing).map((one): [string, Counts] => [
    one.cluster,
    one.canary,
  ]);
  const counted = stable && { stableCounts: stable, expected };
  return { ...comparison, canaryCounts: canary, ...counted, places };
}
