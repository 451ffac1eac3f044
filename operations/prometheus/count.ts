/** Counts at one server all that a poll asks. */
import { pairKey, type UnreachedTally } from "../../model/analysis/counts";
import type { PollQuestion } from "../rollout/analysis/port";
import type { WindowCounts } from "./asked-server";
import { ownOutcomes, type OwnOutcomes } from "./own-metrics";
import { readLost, readTotals } from "./sent-requests";
import {
  lostRequests,
  receivedRequests,
  sentRequests,
  timedAnswers,
  type Selection,
} from "./standard-metrics";
import {
  failedOutcomes,
  receivedOutcomes,
  timedOutcomes,
  unreachedTallies,
  type Outcome,
} from "./tallies";

/** What one server counted. */
export interface ServerCounts {
  readonly errors: readonly Outcome[];
  /** By {@link pairKey}. */
  readonly latency: ReadonlyMap<string, readonly Outcome[]>;
  readonly own: readonly OwnOutcomes[];
  readonly unreached: readonly {
    readonly service: string;
    readonly tallies: readonly UnreachedTally[];
  }[];
}

/** What is counted. */
export interface CountOptions {
  readonly question: PollQuestion;
  readonly selection: Selection;
  /** The bounds of slow answers in milliseconds, by {@link pairKey}. */
  readonly bounds: ReadonlyMap<string, number>;
}

/**
 * One metric after the other, so that the answers of only one are held at a time.
 *
 * @throws Error that says why the server can't be asked: then nothing of its windows was counted
 */
export async function countAt(
  counts: WindowCounts,
  { question, selection, bounds }: CountOptions,
): Promise<ServerCounts> {
  const { errors, unreached, own } = question;
  const received = errors
    ? receivedOutcomes((await counts.of(receivedRequests(selection))).grown)
    : [];
  const sent = unreached
    ? readTotals((await counts.of(sentRequests(selection))).grown, selection)
    : [];
  const lost =
    errors || unreached
      ? readLost((await counts.of(lostRequests(selection))).grown, selection)
      : [];
  const latency = await slowOutcomes(counts, selection, bounds);
  const others: OwnOutcomes[] = [];
  for (const metric of own) others.push(...(await ownOutcomes(counts, metric, selection)));
  return {
    errors: errors ? [...received, ...failedOutcomes(lost)] : [],
    latency,
    own: others,
    unreached: unreached ? unreachedTallies(sent, lost) : [],
  };
}

async function slowOutcomes(
  counts: WindowCounts,
  { pairs, ...selection }: Selection,
  bounds: CountOptions["bounds"],
): Promise<ServerCounts["latency"]> {
  if (bounds.size === 0) return new Map();
  const fixed = pairs.filter((pair) => bounds.has(pairKey(pair)));
  const query = timedAnswers({ ...selection, pairs: fixed }, [...new Set(bounds.values())]);
  const { grown } = await counts.of(query);
  // Two pairs of a service have a stable version in common, and may have two bounds.
  const byService = groupedBy(grown, ({ values }) => values[0] ?? "");
  return new Map(
    fixed.map((pair) => {
      const key = pairKey(pair);
      return [key, timedOutcomes(byService.get(pair.service) ?? [], bounds.get(key) ?? 0)];
    }),
  );
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
