// How many requests of each version were counted, and how many of them were bad, over time.
import type { Counts, Pair, Tally } from "../../analysis/counts";
import { sumOf, type Analysis, type Comparison } from "../../analysis/evidence";
import { compared, plus, sharedPlaces, strataOf } from "../../analysis/strata";
import type { RolloutRecord } from "../record";

/** Requests of both sides of a comparison. */
export interface Both {
  readonly canary: Counts;
  readonly stable: Counts;
}

/** Requests that were counted between two moments. */
export interface RequestPoint extends Both {
  /**
   * Where the window of its polls began, as RFC 3339. Left out: it is the first of its analysis, whose
   * window began some time after requests counted.
   */
  readonly from?: string;
  /** Where it ended. */
  readonly at: string;
  /** How many polls it holds. */
  readonly polls: number;
  /** By the cluster of the callers: weights differ by it. */
  readonly sources: Readonly<Record<string, Both>>;
}

/** What one metric of an analysis saw of two versions, over all times at which the analysis ran. */
export interface RequestCourse extends Pair {
  /** Name of the analysis. */
  readonly analysis: string;
  readonly background: boolean;
  /** `errors`, `latency`, or the name of a metric of the user's own. */
  readonly metric: string;
  /** Milliseconds above which an answer is slow. Left out: the metric is another one. */
  readonly slowMs?: number;
  /** Sums of all polls, also of those whose points a record has no room for. */
  readonly totals: Both;
  /**
   * So many more of the canary's requests were bad than the stable version would have had bad of them;
   * below 0: fewer. 0 where there is nothing to compare with.
   */
  readonly excess: number;
  /** The totals by the cluster of the pods. */
  readonly destinations: Readonly<Record<string, Both>>;
  /** The oldest first. */
  readonly points: readonly RequestPoint[];
  /** Whether the points hold all requests of the totals. */
  readonly complete: boolean;
}

/** All courses, in the order in which their analyses began. */
export function requestCourses({
  analyses = [],
}: Pick<RolloutRecord, "analyses">): RequestCourse[] {
  const found = new Map<string, RequestCourse>();
  for (const analysis of analyses)
    for (const comparison of analysis.comparisons) {
      const one = courseOf(analysis, comparison);
      const { service, canary, stable, metric, slowMs } = one;
      const key = JSON.stringify([one.analysis, service, canary, stable, metric, slowMs]);
      const known = found.get(key);
      found.set(key, known ? joined(known, one) : one);
    }
  return [...found.values()];
}

/**
 * Of the courses that count the same requests, those with the most: an analysis of a step counts what
 * the one in the background counts, too.
 */
export function widestCourses(courses: readonly RequestCourse[]): RequestCourse[] {
  const widest = new Map<string, RequestCourse>();
  for (const one of courses) {
    const key = JSON.stringify([one.service, one.canary, one.metric]);
    const known = widest.get(key);
    if (!known || requestsOf(one) > requestsOf(known)) widest.set(key, one);
  }
  return [...widest.values()];
}

function requestsOf({ totals: { canary, stable } }: RequestCourse): number {
  return canary[0] + stable[0];
}

function courseOf(analysis: Analysis, comparison: Comparison): RequestCourse {
  const { service, canary, stable, metric, slowMs, totals, points } = comparison;
  let from: string | undefined;
  const own = points.map(({ at, polls, tallies }): RequestPoint => {
    const point = {
      ...(from !== undefined && { from }),
      at,
      polls,
      ...bothOf(tallies),
      sources: byPlace(tallies, "source"),
    };
    from = at;
    return point;
  });
  const sums = bothOf(totals);
  return {
    ...{ service, canary, stable, metric, ...(slowMs !== undefined && { slowMs }) },
    ...{ analysis: analysis.name, background: analysis.background, totals: sums },
    ...{ destinations: byPlace(totals, "destination"), points: own, excess: excessOf(totals) },
    complete:
      own.reduce((all, one) => all + one.canary[0] + one.stable[0], 0) ===
      sums.canary[0] + sums.stable[0],
  };
}

function joined(one: RequestCourse, next: RequestCourse): RequestCourse {
  const destinations: Record<string, Both> = { ...one.destinations };
  for (const [place, both] of Object.entries(next.destinations))
    destinations[place] = added(destinations[place], both);
  return {
    ...one,
    totals: added(one.totals, next.totals),
    excess: one.excess + next.excess,
    destinations,
    points: [...one.points, ...next.points],
    complete: one.complete && next.complete,
  };
}

function excessOf(totals: readonly Tally[]): number {
  const both = compared(strataOf(totals, sharedPlaces(totals)));
  return both ? both.canary[1] - both.expected * both.canary[0] : 0;
}

function bothOf(tallies: readonly Tally[]): Both {
  return { canary: sumOf(tallies, "canary"), stable: sumOf(tallies, "stable") };
}

function byPlace(tallies: readonly Tally[], place: "source" | "destination"): Record<string, Both> {
  const found: Record<string, Both> = {};
  for (const one of tallies) found[one[place]] = added(found[one[place]], one);
  return found;
}

function added(one: Both | undefined, { canary, stable }: Both): Both {
  return one
    ? { canary: plus(one.canary, canary), stable: plus(one.stable, stable) }
    : { canary, stable };
}
