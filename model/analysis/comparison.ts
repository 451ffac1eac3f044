// Folds polls into the comparison of two versions.
import type { Pair, Tally } from "./counts";
import { withStrata } from "./e-process";
import { sumOf, type Comparison } from "./evidence";
import { withPoint } from "./points";
import { dispersionOf, withSpread } from "./spread";
import { compared, merged, rate, sharedPlaces, strataIn, strataOf } from "./strata";

/** One poll of one metric of a pair. */
export interface Poll {
  /** When its window ended, as RFC 3339. */
  readonly at: string;
  /** Requests of the window alone. */
  readonly tallies: readonly Tally[];
  /** Latency alone: the bound in milliseconds by which these were counted, or will be from now on. */
  readonly slowMs?: number;
}

/**
 * A comparison before its first poll.
 *
 * @param metric `errors`, `latency`, or the name of a metric of the user's own
 */
export function begunComparison(pair: Pair, metric: string): Comparison {
  const { service, canary, stable } = pair;
  return {
    ...{ service, canary, stable, metric },
    ...{ polls: 0, badPolls: 0, evident: 0 },
    ...{ fleet: [], places: {}, spread: {}, totals: [], points: [] },
    verdict: { verdict: "hold", why: "no request was counted yet" },
  };
}

/**
 * The comparison with one more poll. One without requests changes nothing: a quiet night is no evidence.
 * The verdict stays as it is until {@link judge} gives another.
 */
export function withPoll(comparison: Comparison, { at, tallies: given, slowMs }: Poll): Comparison {
  const fixed = comparison.slowMs ?? slowMs;
  const base = fixed === undefined ? comparison : { ...comparison, slowMs: fixed };
  const tallies = merged(given).filter(({ canary, stable }) => canary[0] + stable[0] > 0);
  if (tallies.length === 0) return base;
  const polls = comparison.polls + 1;
  const totals = merged([...comparison.totals, ...tallies]);
  const shared = sharedPlaces(totals);
  const spread = withSpread(comparison.spread, tallies);
  const [before, after] = [dispersionOf(comparison), dispersionOf({ spread, polls })];
  const destinations = [...new Set(totals.map(({ destination }) => destination))];
  const places = destinations.map((destination) => {
    const strata = strataIn(destination, tallies, shared);
    const logs = comparison.places[destination] ?? [];
    const phi = { before: before.in(destination), with: after.in(destination) };
    return [destination, withStrata(logs, polls, strata, phi)] as const;
  });
  const phi = { before: before.fleet, with: after.fleet };
  return {
    ...base,
    polls,
    badPolls: comparison.badPolls + (sumOf(tallies, "canary")[1] > 0 ? 1 : 0),
    evident: isEvident(tallies, shared) ? comparison.evident + 1 : 0,
    fleet: withStrata(comparison.fleet, polls, strataOf(tallies, shared), phi),
    places: Object.fromEntries(places),
    ...{ spread, totals },
    points: withPoint(comparison.points, { at, polls: 1, tallies }),
  };
}

/** So many requests of the canary, and so much worse: a poll in which a look is enough. */
const evidently = { requests: 20, worse: 0.25 };

/** So many requests of the canary of which all are bad. */
const fewestAllBad = 5;

/** A poll as bad by chance comes once in e to the power of so much, or less often. */
const unlikely = 6;

/**
 * Whether a poll shows by itself that the canary is bad. The stable version gets the benefit of the
 * doubt: of few requests to it, none may be bad by chance.
 */
function isEvident(tallies: readonly Tally[], shared: ReadonlySet<string>): boolean {
  const both = compared(strataOf(tallies, shared));
  if (both === undefined) {
    const [requests, bad] = sumOf(tallies, "canary");
    return bad === requests && requests >= evidently.requests;
  }
  const [requests, bad] = both.canary;
  const expected = both.expected + 2 * both.error;
  const isAllBad = bad === requests && requests >= fewestAllBad && expected <= 0.5;
  const isMuchWorse =
    requests >= evidently.requests && rate(both.canary) >= expected + evidently.worse;
  return (
    (isAllBad || isMuchWorse) && requests * divergence(rate(both.canary), expected) >= unlikely
  );
}

/**
 * The relative entropy of two shares (Kullback and Leibler): times the requests, it bounds how unlikely
 * so many bad ones are (Chernoff).
 */
function divergence(seen: number, expected: number): number {
  const good = seen < 1 ? (1 - seen) * Math.log((1 - seen) / (1 - expected)) : 0;
  return seen * Math.log(seen / expected) + good;
}
