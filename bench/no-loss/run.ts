import { join } from "node:path";
import type { LabCluster } from "../../lab/types";
import type { Machine } from "../machine";
import type { Session } from "../session";
import type { Deployer } from "./deployer";
import { callers } from "./flows";
import { NaiveOrder } from "./naive";
import { operations, plainRelease, shopRelease, type Operation } from "./operations";
import { Stacks } from "./stacks";
import { settled, underLoad, type TransitionResult } from "./transition";

/** How much is done. */
export interface RunOptions {
  /** Times that each operation is done and reversed by the program. */
  readonly rounds: number;
  /** The same, in naive order. */
  readonly naiveRounds: number;
  /** Requests at least, each time. */
  readonly requests: number;
  /** Names of the operations. @default all of them */
  readonly operation?: readonly string[];
}

/** An operation, or its reverse, and what came of it each time. */
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

/** Prefixes of the releases' names: those of the program and those of the naive order stand side by side. */
const prefixes = { ours: "loss", naive: "naive" } as const;

type Order = keyof typeof prefixes;

/**
 * Does every operation and its reverse under load.
 *
 * @throws Error if an update fails or nothing of that name is known; lost requests are results, not errors
 */
export async function runOperations(session: Session, options: RunOptions): Promise<NoLossResults> {
  const { machine, startLab, work, engine, log } = session;
  const wanted = (prefix: string) => chosen(operations(prefix), options.operation);
  wanted(prefixes.ours);
  const clusters = await startLab();
  const stacks = new Stacks(join(work, "stacks"), clusters, engine);
  const deployers: Record<Order, Deployer> = { ours: stacks, naive: new NaiveOrder(clusters) };
  const results: Record<Order, Map<string, TransitionResult[]>> = {
    ours: new Map(),
    naive: new Map(),
  };
  for (const order of ["ours", "naive"] as const) {
    const prefix = prefixes[order];
    log(`Deploying what calls ${order === "ours" ? "the program's releases" : "the naive ones"}`);
    await stacks.apply(callers(`${prefix}-callers`, [shopRelease(prefix), plainRelease(prefix)]));
    const rounds = order === "ours" ? options.rounds : options.naiveRounds;
    for (const operation of wanted(prefix))
      await repeat(
        deployers[order],
        clusters,
        operation,
        rounds,
        options.requests,
        (name, result) => {
          results[order].set(name, [...(results[order].get(name) ?? []), result]);
          log(line(order, name, result));
        },
      );
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

async function repeat(
  deployer: Deployer,
  clusters: readonly LabCluster[],
  { name, reverse, before, after, flows }: Operation,
  rounds: number,
  requests: number,
  onResult: (name: string, result: TransitionResult) => void,
): Promise<void> {
  await deployer.apply(before);
  for (let round = 0; round < rounds; round += 1) {
    await settled(clusters, flows);
    const there = { from: before, to: after, flows };
    onResult(name, await underLoad(deployer, clusters, there, requests));
    await settled(clusters, flows);
    const back = { from: after, to: before, flows };
    onResult(reverse, await underLoad(deployer, clusters, back, requests));
  }
}

function chosen(all: readonly Operation[], names?: readonly string[]): readonly Operation[] {
  const unknown = names?.find((name) => all.every((one) => one.name !== name));
  if (unknown !== undefined)
    throw new Error(
      `There is no operation "${unknown}"; there are ${all.map(({ name }) => name).join(", ")}.`,
    );
  return names ? all.filter(({ name }) => names.includes(name)) : all;
}

function line(order: Order, name: string, result: TransitionResult): string {
  const { requests, failed, strangers, seconds, losses } = result;
  const update = `update ${seconds.toFixed(1)} s`;
  const lost = losses
    .slice(0, 20)
    .map(({ at, through, what }) => `\n    ${at.toFixed(2)} s ${through}: ${what}`);
  return `${order}: ${name}: ${failed} of ${requests} failed, ${strangers} strangers, ${update}${lost.join("")}`;
}
