/** Adds up what all servers counted. Pure. */
import { pairKey, type Pair, type UnreachedTally } from "../../model/analysis/counts";
import type { Result } from "../result";
import type { PairCounts, PollAnswer, PollQuestion } from "../rollout/analysis/port";
import type { FixedBounds } from "./bounds";
import type { ServerCounts } from "./count";
import { talliesOf, type Outcome } from "./tallies";

/** What a server counted, and where its window ended. */
export type CountedServer = ServerCounts & { readonly untilMs: number };

/**
 * The answer of a poll.
 *
 * @param found what each server counted, or why it did not, by its id
 */
export function summed(
  question: Pick<PollQuestion, "pairs" | "errors" | "latency" | "own">,
  found: ReadonlyMap<string, Result<CountedServer>>,
  bounds: FixedBounds,
): Omit<PollAnswer, "argo"> {
  const counted = [...found.values()].flatMap((one) => (one.ok ? [one.value] : []));
  const servers = [...found].map(
    ([id, one]) => [id, one.ok ? { untilMs: one.value.untilMs } : { why: one.failure }] as const,
  );
  const errors = byService(counted.flatMap((one) => one.errors));
  const counts = question.pairs.flatMap((pair): PairCounts[] => [
    ...(question.errors ? [errorsOf(pair, errors)] : []),
    ...(question.latency ? [latencyOf(pair, counted, bounds)] : []),
    ...question.own.map(({ name }) => ownOf(pair, name, found)),
  ]);
  return { servers: Object.fromEntries(servers), counts, unreached: unreachedOf(counted) };
}

/** Each pair then looks at the outcomes of its service alone. */
function byService(outcomes: readonly Outcome[]): ReadonlyMap<string, readonly Outcome[]> {
  const found = new Map<string, Outcome[]>();
  for (const outcome of outcomes) {
    const known = found.get(outcome.service);
    if (known) known.push(outcome);
    else found.set(outcome.service, [outcome]);
  }
  return found;
}

function errorsOf(pair: Pair, outcomes: ReturnType<typeof byService>): PairCounts {
  return { pair, metric: "errors", tallies: talliesOf(pair, outcomes.get(pair.service) ?? []) };
}

function latencyOf(pair: Pair, counted: readonly ServerCounts[], bounds: FixedBounds): PairCounts {
  const metric = "latency";
  const bound = bounds.get(pairKey(pair));
  if (!bound || "why" in bound)
    return { pair, metric, tallies: [], why: bound?.why ?? "no server could be asked" };
  const outcomes = counted.flatMap((one) => one.latency.get(pairKey(pair)) ?? []);
  return { pair, metric, slowMs: bound.slowMs, tallies: talliesOf(pair, outcomes) };
}

function ownOf(
  pair: Pair,
  metric: string,
  found: ReadonlyMap<string, Result<ServerCounts>>,
): PairCounts {
  const of = [...found].flatMap(([id, one]) =>
    (one.ok ? one.value.own : [])
      .filter((own) => own.metric === metric && own.service === pair.service)
      .map((own) => ({ id, ...own })),
  );
  const tallies = talliesOf(
    pair,
    of.flatMap(({ outcomes }) => outcomes),
  );
  const refused = of.find(({ why }) => why !== undefined);
  const why = refused
    ? `${refused.id}: ${refused.why}`
    : of.length > 0 && of.every(({ seen }) => !seen)
      ? "no server has a series of its total"
      : undefined;
  return { pair, metric, tallies, ...(why !== undefined && { why }) };
}

function unreachedOf(counted: readonly ServerCounts[]): PollAnswer["unreached"] {
  const found = new Map<string, Map<string, UnreachedTally>>();
  for (const { service, tallies } of counted.flatMap((one) => one.unreached)) {
    const bySource = found.get(service) ?? new Map<string, UnreachedTally>();
    for (const { source, counts } of tallies) {
      const [all, none] = bySource.get(source)?.counts ?? [0, 0];
      const sum = [all + Math.round(counts[0]), none + Math.round(counts[1])] as const;
      bySource.set(source, { source, counts: sum });
    }
    found.set(service, bySource);
  }
  return [...found]
    .filter(([, bySource]) => bySource.size > 0)
    .map(([service, bySource]) => ({ service, tallies: [...bySource.values()] }));
}
