// Starts an update and kills one of its processes.
import { setTimeout as sleep } from "node:timers/promises";
import type { Release } from "../../model/release/release";
import type { Finished } from "../../engine/run";
import { isAlive, isProgram, isProvider, treeOf } from "../processes";
import type { Stacks } from "./stacks";

/**
 * What is killed: the engine (`pulumi` itself), a Kubernetes provider, or the Node process of the
 * program.
 */
export type Victim = "engine" | "provider" | "program";

/** How an update went in which one process was killed. */
export interface KilledUpdate {
  /** Seconds from the start of `pulumi` to the kill; none where the update ended before. */
  readonly killedAt?: number;
  /** Processes of the update that went on without it and were ended. */
  readonly orphans: number;
  /** How `pulumi` ended. */
  readonly finished: Finished;
}

/** Seconds that the rest of an update gets to end by itself, once the engine is gone. */
const exitTimeoutSeconds = 5;

/**
 * Begins an update and kills one of its processes `after` so many seconds, or as soon as there is
 * one.
 */
export async function killedUpdate(
  stacks: Stacks,
  release: Release,
  victim: Victim,
  after: number,
): Promise<KilledUpdate> {
  await stacks.write(release);
  const began = performance.now();
  let engine = 0;
  let ended = false;
  const update = stacks.begin(release, (pid) => (engine = pid)).finally(() => (ended = true));
  await Promise.race([update, sleep(after * 1000)]);
  let family: number[] = [];
  let killedAt: number | undefined;
  while (!ended && killedAt === undefined) {
    family = treeOf(engine).map(({ pid }) => pid);
    const [found] = family.filter((pid) => is(victim, pid, engine));
    if (found !== undefined && kill(found)) killedAt = (performance.now() - began) / 1000;
    else await sleep(20);
  }
  // Its output stays open, too, while a child of a killed engine lives.
  const orphans = await endOf(family, update);
  return { finished: await update, orphans, ...(killedAt !== undefined && { killedAt }) };
}

function is(victim: Victim, pid: number, engine: number): boolean {
  if (victim === "engine") return pid === engine;
  return victim === "provider" ? isProvider(pid) : isProgram(pid);
}

/**
 * Waits for the end of an update and of its processes, and ends those that don't end by themselves.
 */
async function endOf(family: readonly number[], update: Promise<unknown>): Promise<number> {
  const [engine] = family;
  while (engine !== undefined && isAlive(engine)) await sleep(50);
  const deadline = performance.now() + exitTimeoutSeconds * 1000;
  while (family.some(isAlive) && performance.now() < deadline) await sleep(50);
  const orphans = family.filter(isAlive);
  orphans.forEach(kill);
  await update;
  return orphans.length;
}

/** @returns false for a process that has ended meanwhile */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
    throw error;
  }
}
