/** Fixes from which time on answers are slow, by what all servers say of the time before. */
import { pairKey, type Pair } from "../../model/analysis/counts";
import { resultOf, type Result } from "../result";
import type { PollQuestion } from "../rollout/analysis/port";
import type { Sample } from "./answer";
import { samplesAt, type AskedServer } from "./asked-server";
import { slowBound, stableHistogram, type Histogram, type SlowBound } from "./slow-bound";
import { stableBuckets, type Selection } from "./standard-metrics";

/** The bounds of pairs by {@link pairKey}. */
export type FixedBounds = ReadonlyMap<string, SlowBound>;

/** A server whose windows are known. */
export interface OpenedServer {
  readonly server: AskedServer;
  readonly selection: Selection;
  /** Where its first window of this poll begins, in milliseconds since 1970. */
  readonly beginMs: number;
}

/** Ten minutes before the window, and an hour where few requests come. */
const timesMs = [10 * 60_000, 60 * 60_000];

/**
 * The bounds: those that are fixed already, and others by the answers of the stable versions before
 * the windows.
 *
 * @param opened the servers by id; those that can't be asked are passed over
 * @returns also which servers could not tell of that time, and why
 */
export async function fixBounds(
  { latency, pairs }: Pick<PollQuestion, "latency" | "pairs">,
  opened: ReadonlyMap<string, Result<OpenedServer>>,
): Promise<{
  readonly bounds: FixedBounds;
  readonly failed: ReadonlyMap<string, Result<never>>;
}> {
  const bounds = new Map<string, SlowBound>();
  const failed = new Map<string, Result<never>>();
  if (!latency) return { bounds, failed };
  const open: Pair[] = [];
  for (const pair of pairs) {
    const slowMs = latency.bounds[pairKey(pair)];
    if (slowMs === undefined) open.push(pair);
    else bounds.set(pairKey(pair), { slowMs });
  }
  for (const ms of timesMs) {
    const missing = open.filter((pair) => !("slowMs" in (bounds.get(pairKey(pair)) ?? {})));
    if (missing.length === 0) break;
    const histories = await Promise.all(
      [...opened].map(async ([id, one]): Promise<readonly Sample[]> => {
        if (!one.ok || failed.has(id)) return [];
        const { server, selection, beginMs } = one.value;
        const query = stableBuckets({ ...selection, pairs: missing }, ms);
        const asked = await resultOf(samplesAt(server, query, beginMs));
        if (!asked.ok) failed.set(id, asked);
        return asked.ok ? asked.value : [];
      }),
    );
    for (const pair of missing) {
      const histogram = joined(histories.map((samples) => stableHistogram(pair, samples)));
      bounds.set(pairKey(pair), slowBound(histogram, latency.slowMs));
    }
  }
  return { bounds, failed };
}

function joined(histograms: readonly Histogram[]): Histogram {
  const sum = new Map<number, number>();
  for (const histogram of histograms)
    for (const [bound, count] of histogram) sum.set(bound, (sum.get(bound) ?? 0) + count);
  return sum;
}
