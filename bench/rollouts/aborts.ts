// The benchmark of aborts in the middle of a rollout.
import { join } from "node:path";
import type { RolloutSpec } from "../../model/rollout/spec";
import type { Machine } from "../machine";
import type { Session } from "../session";
import { RolloutStack } from "./stack";

/** The ways back that are measured. */
export const ways = [
  "`gray abort` without a rollout",
  "`gray abort` in a rollout",
  "`gray rollout abort`",
] as const;

/** One abort. */
export interface RolloutAbort {
  readonly way: (typeof ways)[number];
  /** Seconds from the start of the command until both clusters had their routes. */
  readonly routes: number;
  /** Seconds from its start to its end. */
  readonly command: number;
}

/** What each round came to. */
export interface RolloutAbortResults {
  readonly machine: Machine;
  readonly rounds: readonly (readonly RolloutAbort[])[];
  readonly requests: number;
  readonly failed: number;
}

/** Seconds until the last route is written, at most. */
export const target = 0.5;

const spec: RolloutSpec = { steps: [{ setWeight: 50 }, { pause: {} }] };

/**
 * Aborts at 50 % of v2 in all ways, in turns, under load; a driver waits at a pause beside the aborts
 * of a rollout.
 *
 * @throws Error if a command fails
 */
export async function runRolloutAborts(
  session: Session,
  rounds: number,
): Promise<RolloutAbortResults> {
  const { work, engine, machine, startLab, log } = session;
  const clusters = await startLab();
  const plain = new RolloutStack(join(work, "plain"), clusters, engine, "abort-plain");
  const rolled = new RolloutStack(join(work, "rolled"), clusters, engine, "abort-rollout");
  await plain.init();
  await rolled.init();
  await rolled.up({ v2: 100 }, spec);
  const results: RolloutAbort[][] = [];
  let begin = "start";
  const lost = await rolled.underLoad(async () => {
    // The first abort of a checkout compiles the command; it is not counted.
    for (let round = -1; round < rounds; round += 1) {
      const found: RolloutAbort[] = [];
      for (const way of ways) {
        const one = await abortOnce(way, { plain, rolled, begin });
        if (way !== ways[0]) begin = "retry";
        found.push(one);
        log(`${way}: routes after ${one.routes.toFixed(2)} s, ${one.command.toFixed(2)} s in all`);
      }
      if (round >= 0) results.push(found);
    }
  });
  log(`${lost.failed} of ${lost.requests} requests failed`);
  await plain.destroy();
  await rolled.destroy();
  return { machine, rounds: results, ...lost };
}

interface Stacks {
  readonly plain: RolloutStack;
  readonly rolled: RolloutStack;
  /** The command that starts the rollout. */
  readonly begin: string;
}

async function abortOnce(
  way: RolloutAbort["way"],
  { plain, rolled, begin }: Stacks,
): Promise<RolloutAbort> {
  if (way === ways[0]) {
    await plain.up({ v1: 50, v2: 50 });
    return timed(way, plain, ["abort"]);
  }
  await rolled.gray("rollout", begin);
  const driver = rolled.drive();
  await rolled.until("the pause", ({ at }) => at.index === 1);
  const one = await timed(way, rolled, way === ways[1] ? ["abort"] : ["rollout", "abort"]);
  const { output } = await driver.finished;
  const record = await rolled.record();
  if (record?.status !== "aborted" || record.owed.length > 0)
    throw new Error(`the rollout was not aborted: ${record?.status}\n${output}`);
  return one;
}

async function timed(
  way: RolloutAbort["way"],
  on: RolloutStack,
  command: readonly string[],
): Promise<RolloutAbort> {
  const began = performance.now();
  const ended = on.gray(...command).then(() => performance.now());
  const [writtenMs, endMs] = await Promise.all([on.untilShares(0), ended]);
  return { way, routes: (writtenMs - began) / 1000, command: (endMs - began) / 1000 };
}
