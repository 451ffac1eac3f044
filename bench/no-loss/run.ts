// The no-loss benchmark: does every operation under load, by the program and in a naive order.
import { join } from "node:path";
import { tally } from "../../lab/load/load-totals";
import type { LabCluster } from "../../lab/types";
import type { Machine } from "../machine";
import type { Session } from "../session";
import type { Deployer } from "./deployer";
import { callers } from "./flows";
import { NaiveOrder } from "./naive";
import { plainRelease, shopRelease, tours, type Operation, type Tour } from "./operations";
import { Stacks } from "./stacks";
import { settled, underLoad, type TransitionResult } from "./transition";

/** How much is done. */
export interface RunOptions {
  /** Times that each operation is done by the program, at least. */
  readonly rounds: number;
  /** The same, in naive order. */
  readonly naiveRounds: number;
  /** Requests at least, each time. */
  readonly requests: number;
  /** Names of the operations. @default all of them */
  readonly operation?: readonly string[];
}

/** An operation and its result each time. */
export interface OperationResult {
  readonly name: string;
  readonly ours: readonly TransitionResult[];
  readonly naive: readonly TransitionResult[];
}

/** All operations under load. */
export interface NoLossResults {
  readonly machine: Machine;
  readonly options: RunOptions;
  readonly operations: readonly OperationResult[];
}

/** Prefixes of the releases' names, so that those of both orders can exist side by side. */
const prefixes = { ours: "loss", naive: "naive" } as const;

type Order = keyof typeof prefixes;

/**
 * Does every operation under load.
 *
 * @throws Error if nothing of that name is known, or an update fails twice; lost requests are
 * results, not errors
 */
export async function runOperations(session: Session, options: RunOptions): Promise<NoLossResults> {
  const { machine, startLab, work, engine, log } = session;
  const wanted = (prefix: string) => chosen(tours(prefix), options.operation);
  wanted(prefixes.ours);
  const clusters = await startLab();
  const stacks = new Stacks(join(work, "stacks"), clusters, engine);
  const deployers: Record<Order, Deployer> = { ours: stacks, naive: new NaiveOrder(clusters) };
  const results: Record<Order, Map<string, TransitionResult[]>> = {
    ours: new Map(),
    naive: new Map(),
  };
  for (const order of ["naive", "ours"] as const) {
    const prefix = prefixes[order];
    log(`Deploying what calls ${order === "ours" ? "the program's releases" : "the naive ones"}`);
    await stacks.apply(callers(`${prefix}-callers`, [shopRelease(prefix), plainRelease(prefix)]));
    const rounds = order === "ours" ? options.rounds : options.naiveRounds;
    for (const tour of wanted(prefix))
      await walk(deployers[order], clusters, tour, { ...options, rounds }, (name, result) => {
        results[order].set(name, [...(results[order].get(name) ?? []), result]);
        log(line(order, name, result));
      });
  }
  return {
    machine,
    options,
    operations: [...results.ours].map(([name, ours]) => ({
      name,
      ours,
      naive: results.naive.get(name) ?? [],
    })),
  };
}

/** Goes through a tour again and again, until each of its operations was done often enough. */
async function walk(
  deployer: Deployer,
  clusters: readonly LabCluster[],
  { start, operations, flows }: Tour,
  { rounds, requests }: Pick<RunOptions, "rounds" | "requests">,
  onResult: (name: string, result: TransitionResult) => void,
): Promise<void> {
  await deployer.apply(start);
  const done: Record<string, number> = {};
  const left = () => operations.some(({ name }) => (done[name] ?? 0) < rounds);
  let from = start;
  for (let step = 0; left(); step += 1) {
    const { name, to } = operations[step % operations.length] as Operation;
    await settled(clusters, flows);
    const result = await underLoad(deployer, clusters, { from, to, flows }, { requests });
    onResult(name, result);
    if (result.error === undefined) tally(done, name);
    else await deployer.apply(to);
    from = to;
  }
}

/** The tours with any of these operations. */
function chosen(all: readonly Tour[], names?: readonly string[]): readonly Tour[] {
  const known = all.flatMap(({ operations }) => operations.map(({ name }) => name));
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new Error(
      `There is no operation "${unknown}"; there are ${[...new Set(known)].join(", ")}.`,
    );
  if (!names) return all;
  return all.filter(({ operations }) => operations.some(({ name }) => names.includes(name)));
}

function line(order: Order, name: string, result: TransitionResult): string {
  const { requests, failed, strangers, seconds, losses, error } = result;
  const update = `update ${seconds.toFixed(1)} s${error === undefined ? "" : `, which failed: ${error}`}`;
  const lost = losses
    .slice(0, 20)
    .map(({ at, through, what }) => `\n    ${at.toFixed(2)} s ${through}: ${what}`);
  return `${order}: ${name}: ${failed} of ${requests} failed, ${strangers} strangers, ${update}${lost.join("")}`;
}
