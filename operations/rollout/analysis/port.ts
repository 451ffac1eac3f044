/** What a rollout asks the metrics servers of its clusters, and what they answer. */
import type { ArgoAnswer, ArgoQuery } from "../../../model/analysis/argo/query";
import type { Pair, Tally, UnreachedTally } from "../../../model/analysis/counts";
import type { OwnMetric } from "../../../model/analysis/spec";

/** One poll: all that one analysis wants to know of a time. */
export interface PollQuestion {
  /** The pairs whose requests are counted. */
  readonly pairs: readonly Pair[];
  readonly errors: boolean;
  /** Left out: latency does not count. */
  readonly latency?: {
    /** The bounds that are fixed, in milliseconds, by {@link pairKey}. */
    readonly bounds: Readonly<Record<string, number>>;
    /** The bound that the user named, in milliseconds. @default by the history of the stable version */
    readonly slowMs?: number;
  };
  readonly own: readonly OwnMetric[];
  /** Whether requests that reached no pod count. */
  readonly unreached: boolean;
  /** Where the window of each server begins, in milliseconds since 1970, by its id. */
  readonly from: Readonly<Record<string, number>>;
  /**
   * Since when requests count, for servers that are not in `from`: their first window begins two
   * scrapes later, so that no counter in it is older.
   */
  readonly fromMs: number;
  /** The time of the poll. Windows end a scrape before it. */
  readonly nowMs: number;
  /** Queries of Argo templates that are due. */
  readonly argo: readonly ArgoQuery[];
}

/** The counts of one metric for one pair. */
export interface PairCounts {
  readonly pair: Pair;
  /** `errors`, `latency`, or the name of an own metric. */
  readonly metric: string;
  /** Latency alone: the bound by which these were counted, or that holds from the next poll on. */
  readonly slowMs?: number;
  readonly tallies: readonly Tally[];
  /** Why nothing can be counted yet, though the servers answered. */
  readonly why?: string;
}

/** What the servers of a poll said. */
export interface PollAnswer {
  /** By the id of each server: where its window ended, in milliseconds since 1970, or why it has none. */
  readonly servers: Readonly<
    Record<string, { readonly untilMs: number } | { readonly why: string }>
  >;
  readonly counts: readonly PairCounts[];
  readonly unreached: readonly {
    readonly service: string;
    readonly tallies: readonly UnreachedTally[];
  }[];
  readonly argo: readonly ArgoAnswer[];
}

/** Asks metrics servers. */
export interface MetricsPort {
  /** Ids of all metrics servers of the stack: Argo's metrics are measured at each. */
  readonly servers: readonly string[];
  /**
   * A server that can't be asked is named in the answer; nothing of its window is lost, because the
   * next poll begins where its last window ended.
   *
   * @returns it never rejects
   */
  poll(question: PollQuestion): Promise<PollAnswer>;
}
