/** Fixes from which time on an answer is slow, before answers are counted. Pure. */
import type { Pair } from "../../model/analysis/counts";
import type { Sample } from "./answer";

/** How many answers of the stable versions there must be before a bound is fixed. */
export const leastAnswers = 100;

/** The share of the stable versions' answers that may be above the bound. */
const slowShare = 0.05;

/** A bound in milliseconds, or why there is none yet. */
export type SlowBound = { readonly slowMs: number } | { readonly why: string };

/** Answers of the stable versions by bucket, added up over all servers: each holds those below it, too. */
export type Histogram = ReadonlyMap<number, number>;

/** The buckets of the stable versions of a pair. */
export function stableHistogram(pair: Pair, samples: readonly Sample[]): Histogram {
  const found = new Map<number, number>();
  for (const { labels, value } of samples) {
    const {
      destination_service_name: service,
      destination_version: version = "",
      le = "",
    } = labels;
    if (service !== pair.service || !pair.stable.includes(version)) continue;
    const bound = /^\+?Inf$/.test(le) ? Infinity : Number(le);
    if (Number.isNaN(bound) || !Number.isFinite(value)) continue;
    found.set(bound, (found.get(bound) ?? 0) + value);
  }
  return found;
}

/**
 * The smallest bound above which at most 5 % of the stable versions' answers were.
 *
 * @param askedMs the bound that the user named: the next one of the histogram counts
 */
export function slowBound(histogram: Histogram, askedMs?: number): SlowBound {
  const bounds = [...histogram.keys()].filter(Number.isFinite).sort((a, b) => a - b);
  const last = bounds.at(-1);
  if (askedMs !== undefined) {
    const next = bounds.find((bound) => bound >= askedMs);
    if (next !== undefined) return { slowMs: next };
    return {
      why:
        last === undefined
          ? "no server has answers of the stable version by their time yet"
          : `the histogram's last bound is ${last} ms, and slow is ${askedMs} ms`,
    };
  }
  const all = histogram.get(Infinity) ?? 0;
  if (Math.round(all) < leastAnswers)
    return {
      why: `the stable version gave ${Math.round(all)} answers in the hour before, and the bound of slow ones needs ${leastAnswers}`,
    };
  const found = bounds.find((bound) => all - (histogram.get(bound) ?? 0) <= slowShare * all);
  return found === undefined
    ? {
        why: `more than 5 % of the stable version's answers take longer than ${last ?? 0} ms, the histogram's last bound`,
      }
    : { slowMs: found };
}
