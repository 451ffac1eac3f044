// What a rollout has seen of its metrics so far: kept in its record, so that any driver goes on with it.
import type { Verdict } from "./verdict";
import type { Counts, Pair, Tally, UnreachedTally } from "./counts";

/** Sums over polls of one version at one place, out of which the over-dispersion follows. */
export interface SpreadSums {
  /** Polls with requests. */
  readonly polls: number;
  readonly requests: number;
  readonly bad: number;
  /** Sum over polls of bad² / requests. */
  readonly squares: number;
}

/** One poll, or several that were merged: their requests add up. */
export interface Point {
  /** When its window ended, as RFC 3339. */
  readonly at: string;
  /** How many polls it holds. */
  readonly polls: number;
  readonly tallies: readonly Tally[];
}

/** The comparison of one metric of two versions. */
export interface Comparison extends Pair {
  /** `errors`, `latency`, or the name of a metric of the user's own. */
  readonly metric: string;
  /** Latency alone: an answer that takes more milliseconds is slow. Left out: not fixed yet. */
  readonly slowMs?: number;
  /** Polls in which requests were counted, and those of them with bad events of the canary. */
  readonly polls: number;
  readonly badPolls: number;
  /** Polls in a row up to the last one in which the canary was so bad that no test is needed. */
  readonly evident: number;
  /** Logarithms of the evidence, one for each ratio of model/analysis/e-process, over all places. */
  readonly fleet: readonly number[];
  /** The same by the cluster of the pods. */
  readonly places: Readonly<Record<string, readonly number[]>>;
  /** By `<source>/<destination>`. */
  readonly spread: Readonly<
    Record<string, { readonly canary: SpreadSums; readonly stable: SpreadSums }>
  >;
  /** Sums of all polls. */
  readonly totals: readonly Tally[];
  /** The last ten polls, and older ones merged to at most 100 points; the newest last. */
  readonly points: readonly Point[];
  /** After the last poll. */
  readonly verdict: Verdict;
}

/** Requests to a service that reached no pod. */
export interface Unreached {
  readonly service: string;
  /** Polls in a row up to the last one in which too many were lost, by the cluster of the callers. */
  readonly evident: Readonly<Record<string, number>>;
  /** Sums of all polls. */
  readonly totals: readonly UnreachedTally[];
  readonly verdict: Verdict;
}

/** A metric of an Argo template at one server: see model/analysis/argo. */
export interface ArgoRun {
  readonly template: string;
  readonly metric: string;
  /** The metrics server, by its id. */
  readonly server: string;
  /** Whether it never counts. */
  readonly dryRun: boolean;
  readonly phase: ArgoPhase;
  readonly successful: number;
  readonly failed: number;
  readonly inconclusive: number;
  readonly errors: number;
  readonly consecutiveErrors: number;
  readonly consecutiveSuccesses: number;
  /** The last ten. */
  readonly measurements: readonly ArgoMeasurement[];
  readonly message?: string;
}

/** How a measurement or a metric stands, in Argo's words. */
export type ArgoPhase = "Pending" | "Running" | "Successful" | "Failed" | "Inconclusive" | "Error";

/** One measurement. */
export interface ArgoMeasurement {
  readonly at: string;
  readonly phase: ArgoPhase;
  /** What the query gave, as Argo writes it: `[0.98]`. */
  readonly value?: string;
  readonly message?: string;
}

/** One analysis of a rollout: that of a step, or the one in the background since traffic last moved. */
export interface Analysis {
  /** Its name, unique among those of the plan. */
  readonly name: string;
  /** Index of the action at which it stands, or, in the background, that last moved traffic. */
  readonly action: number;
  readonly background: boolean;
  /** When it began, as RFC 3339 by the clock of home. */
  readonly startedAt: string;
  /** Requests before it do not count: proxies took the weights, and the warm-up was over. */
  readonly countsFrom: string;
  /** The last poll. Left out: there was none. */
  readonly polledAt?: string;
  /** How many polls there were. */
  readonly polls: number;
  /** Where the last window ended, by the id of the metrics server. */
  readonly until: Readonly<Record<string, string>>;
  /** The servers that could not be asked in the last poll, by their ids. */
  readonly troubles: Readonly<Record<string, Trouble>>;
  readonly comparisons: readonly Comparison[];
  readonly unreached: readonly Unreached[];
  readonly argo: readonly ArgoRun[];
  /** After the last poll, over all metrics. */
  readonly verdict: Verdict;
}

/** A metrics server that can't be asked. */
export interface Trouble {
  /** The first of the polls in a row in which it could not be asked, as RFC 3339. */
  readonly since: string;
  readonly why: string;
}

/** All counts of tallies as one. */
export function sumOf(tallies: readonly Tally[], of: "canary" | "stable"): Counts {
  return [
    tallies.reduce((sum, one) => sum + one[of][0], 0),
    tallies.reduce((sum, one) => sum + one[of][1], 0),
  ];
}
