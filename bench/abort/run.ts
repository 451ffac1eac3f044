// The abort benchmark: times `gray abort` and `pulumi up` as ways back to the stable version.
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { steadyLoad } from "../../lab/load/load";
import type { LabCluster } from "../../lab/types";
import type { Machine } from "../machine";
import { connections } from "../no-loss/load";
import type { Weights } from "../program";
import type { Session } from "../session";
import { sumOf } from "../statistics";
import { lastAnswer } from "./last-answer";
import { AbortProject, stable } from "./project";

/** One way back to the stable version, and how long the other one still answered. */
export interface WayBack {
  readonly name: string;
  /** Milliseconds for which each connection rests between requests. */
  readonly pause: number;
  /**
   * From the command's start to the last answer of the version that is left, through any gateway,
   * in seconds.
   */
  readonly lastAnswer: number;
  /** From the command's start to its end, in seconds. */
  readonly command: number;
  readonly requests: number;
  readonly failed: number;
}

/** What each round came to. */
export interface AbortResults {
  readonly machine: Machine;
  readonly rounds: readonly (readonly WayBack[])[];
}

/** Milliseconds of load before the command and after it. */
const [lead, trail] = [1500, 1000];

/**
 * Milliseconds for which connections rest: loads that leave the command its share of the machine,
 * as where gateways and clusters have machines of their own; and one that takes all it can get, so
 * that everything waits for a core.
 */
const pauses = [200, 50, 0] as const;

const stack = "abort";
/** Before each command. */
export const split: Weights = { v1: 50, v2: 50 };

/**
 * Brings a release that is split 50/50 back to its stable version under load, by `gray abort` and
 * by `pulumi up`, and sees when the other version answered last.
 *
 * @throws Error if a command fails, or `pulumi preview` finds a difference after it
 */
export async function runAborts(session: Session, rounds: number): Promise<AbortResults> {
  const { work, engine, machine, startLab, log } = session;
  const clusters = await startLab();
  const project = new AbortProject(join(work, "project"), clusters, engine, stack);
  await project.init();
  const results: WayBack[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    const ways: WayBack[] = [];
    for (const pause of pauses)
      for (const name of ["gray abort", "pulumi up"] as const) {
        project.write(split);
        await project.pulumi("up", "--yes", "--skip-preview");
        const load = { name, host: `${stack}.example`, clusters, pause };
        const way = await underLoad(load, async () => {
          if (name === "gray abort") return project.gray("abort", "--stack", stack);
          project.write(stable);
          return project.pulumi("up", "--yes", "--skip-preview");
        });
        await project.pulumi("preview", "--refresh", "--expect-no-changes");
        ways.push(way);
        log(line(way));
      }
    results.push(ways);
  }
  await project.pulumi("destroy", "--yes", "--skip-preview");
  return { machine, rounds: results };
}

function line({ name, pause, lastAnswer, command, failed, requests }: WayBack): string {
  const told = `${lastAnswer.toFixed(2)} s to the last answer, ${command.toFixed(2)} s in all`;
  return `${name}, connections rest ${pause} ms: ${told}, ${failed} of ${requests} failed`;
}

/**
 * Runs a command under steady load through the gateways, and sees when version v2 answered last.
 */
export async function underLoad(
  {
    name,
    host,
    clusters,
    pause,
  }: {
    readonly name: string;
    readonly host: string;
    readonly clusters: readonly LabCluster[];
    readonly pause: number;
  },
  command: () => Promise<unknown>,
): Promise<WayBack> {
  const stopped = new AbortController();
  const began = performance.now();
  const loads = clusters.map(({ gateway }) =>
    steadyLoad({
      url: `${gateway}/`,
      headers: { host },
      concurrency: connections / clusters.length,
      pause,
      signal: stopped.signal,
    }),
  );
  await sleep(lead);
  const start = performance.now() - began;
  await command().finally(() => setTimeout(() => stopped.abort(), trail));
  const end = performance.now() - began;
  const totals = await Promise.all(loads);
  return {
    name,
    pause,
    lastAnswer: lastAnswer(
      totals.map(({ answers }) => answers),
      start,
    ),
    command: (end - start) / 1000,
    requests: sumOf(totals, "total"),
    failed: sumOf(totals, "failed"),
  };
}
