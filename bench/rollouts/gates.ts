// The benchmark of rollouts that metrics take back: from the verdict to the last route.
import { join } from "node:path";
import { startMetrics } from "../../lab/metrics/metrics";
import type { RolloutSpec } from "../../model/rollout/spec";
import type { Machine } from "../machine";
import type { Session } from "../session";
import { RolloutStack } from "./stack";

/** One rollout that metrics took back. */
export interface GateRound {
  /** Seconds from the last reading at which the record had no verdict until both clusters had their routes. */
  readonly routes: number;
  /** Seconds in which the analysis found the version out. */
  readonly found: number;
  /** The verdict, as the record has it. */
  readonly why: string;
}

/** What all rounds came to. */
export interface GateResults {
  readonly machine: Machine;
  readonly rounds: readonly GateRound[];
  readonly requests: number;
  /** Requests that v2 failed on purpose. */
  readonly own: number;
  /** All other requests that failed, by reason. */
  readonly lost: Readonly<Record<string, number>>;
}

/** Seconds until the last route is written, at most. */
export const target = 1;

/** Percentage of requests that v2 fails, all with status 500. */
export const failing = 5;

const own = /^HTTP 500/;

const spec: RolloutSpec = {
  steps: [
    { setWeight: 50 },
    { analysis: { latency: false, warmUp: "0s", interval: "1s", deadline: "10m" } },
  ],
};

/**
 * Rolls a version with errors out under load, again and again, until metrics take it back.
 *
 * @throws Error if a command fails, or a rollout ends otherwise
 */
export async function runGates(session: Session, rounds: number): Promise<GateResults> {
  const { work, engine, machine, startLab, labFolder, log } = session;
  const clusters = await startLab();
  const stack = new RolloutStack(join(work, "gates"), clusters, engine, "rollout-gates", {
    env: { LAB_FAIL_SHARE: String(failing) },
    config: {
      "gray-release:prometheus": {
        service: "istio-system/prometheus:9090",
        scrapeInterval: "1s",
      },
    },
  });
  await stack.init();
  await startMetrics({ folder: labFolder, namespaces: [stack.name], scrapeMs: 1_000 });
  await stack.up({ v2: 100 }, spec);
  const results: GateRound[] = [];
  const { requests, failures } = await stack.underLoad(async () => {
    for (let round = 0; round < rounds; round += 1) {
      const one = await takenBackOnce(stack, round === 0 ? "start" : "retry");
      results.push(one);
      log(`found after ${one.found.toFixed(0)} s, routes ${one.routes.toFixed(2)} s later`);
    }
  });
  await stack.destroy();
  const lost = Object.entries(failures).filter(([reason]) => !own.test(reason));
  const failed = Object.entries(failures).filter(([reason]) => own.test(reason));
  return {
    ...{ machine, rounds: results, requests },
    own: failed.reduce((sum, [, count]) => sum + count, 0),
    lost: Object.fromEntries(lost),
  };
}

async function takenBackOnce(stack: RolloutStack, begin: string): Promise<GateRound> {
  await stack.gray("rollout", begin);
  const driver = stack.drive();
  await stack.until("the analysis", ({ at, status }) => at.index === 1 || status !== "running");
  const began = performance.now();
  let undecided = began;
  let asked = began;
  await stack.until("the verdict", ({ status }) => {
    // The reading before this one, from the time at which it was asked for, found no verdict.
    [undecided, asked] = [asked, performance.now()];
    return status !== "running";
  });
  const writtenMs = await stack.untilShares(0);
  const { output } = await driver.finished;
  const record = await stack.record();
  const why = record?.decisions.find(({ event }) => event === "failed")?.what;
  if (record?.status !== "failed" || why === undefined || record.owed.length > 0)
    throw new Error(`metrics did not take the rollout back: ${record?.status}\n${output}`);
  return { routes: (writtenMs - undecided) / 1000, found: (undecided - began) / 1000, why };
}
