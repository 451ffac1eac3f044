// Polls for specs of comparisons.
import { begunComparison, withPoll } from "../../../model/analysis/comparison";
import type { Counts, Tally } from "../../../model/analysis/counts";
import type { Comparison } from "../../../model/analysis/evidence";

/** `v2` of `shop` beside `v1`. */
export const pair = { service: "shop", canary: "v2", stable: ["v1"] };

/** The requests from a cluster to itself, or to the pods of another one. */
export function tally(place: string, canary: Counts, stable: Counts): Tally {
  const [source = "", destination = source] = place.split("/");
  return { source, destination, canary, stable };
}

/** A comparison after polls, a minute apart. */
export function polled(
  polls: readonly (readonly Tally[])[],
  comparison: Comparison = begunComparison(pair, "errors"),
): Comparison {
  return polls.reduce(
    (sum, tallies) =>
      withPoll(sum, { at: new Date(Date.UTC(2026, 0, 1, 0, sum.polls)).toISOString(), tallies }),
    comparison,
  );
}

/** The same poll so many times. */
export function times<T>(count: number, poll: T): T[] {
  return Array.from({ length: count }, () => poll);
}
