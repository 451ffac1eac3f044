// Runs the contenders round by round, and collects their times and their memory.
import type { Contender, ContenderId } from "./contenders";
import { MemorySampler, type Memory } from "./memory";

/** Values of each contender, in the order of the rounds. */
export type Series<T> = Readonly<Record<ContenderId, readonly T[]>>;

/** What the rounds gave. */
export interface Measured {
  /** Seconds, without the settling. */
  readonly seconds: Series<number>;
  /** Seconds in which the program waited for the proxies. */
  readonly settling: Series<number>;
  readonly memory: Series<Memory>;
}

/** Rounds in which memory is watched: it varies less than time does. */
const memoryRounds = (runs: number) => Math.ceil(runs / 3);

/**
 * Runs the contenders in turn, round by round, so that other load on the machine affects all of
 * them alike: a warm-up round that does not count, the rounds of time, and then fewer rounds of
 * memory, because watching takes time itself.
 */
export async function measureAll(
  contenders: readonly Contender[],
  runs: number,
  log: (line: string) => void,
): Promise<Measured> {
  log("Warming up");
  for (const { deployment, env } of contenders) await deployment.change(env);
  const changes = await rounds(contenders, runs, async ({ deployment, env, id }, run) => {
    const change = await deployment.change(env);
    const settling = change.settling > 0 ? ` and ${change.settling.toFixed(2)} s of settling` : "";
    log(`Run ${run} of ${runs}: ${id} ${change.seconds.toFixed(2)} s${settling}`);
    return change;
  });
  const seconds = mapped(changes, (change) => change.seconds);
  const settling = mapped(changes, (change) => change.settling);
  const sampler = new MemorySampler();
  const memory = await rounds(contenders, memoryRounds(runs), async ({ deployment, env, id }) => {
    const { memory } = await deployment.change(env, sampler);
    if (!memory?.program)
      throw new Error(`The Node process of ${id} was not seen: no memory known`);
    log(`Memory: ${id} ${memory.program.toFixed(0)} MiB, in all ${memory.tree.toFixed(0)} MiB`);
    return memory;
  });
  return { seconds, settling, memory };
}

function mapped<T, U>(series: Series<T>, value: (one: T) => U): Series<U> {
  const entries = Object.entries(series).map(([id, values]) => [id, values.map(value)] as const);
  return Object.fromEntries(entries) as unknown as Series<U>;
}

async function rounds<T>(
  contenders: readonly Contender[],
  count: number,
  measure: (contender: Contender, run: number) => Promise<T>,
): Promise<Series<T>> {
  const series = Object.fromEntries(contenders.map(({ id }) => [id, [] as T[]]));
  for (let run = 1; run <= count; run += 1)
    for (const contender of contenders) {
      contender.before?.();
      series[contender.id]?.push(await measure(contender, run));
    }
  return series as unknown as Series<T>;
}
