// The benchmark of rollouts whose drivers are killed again and again.
import { join } from "node:path";
import { freezeApiServer, thawApiServer } from "../../lab/faults/faults";
import type { RolloutRecord } from "../../model/rollout/record";
import type { RolloutSpec } from "../../model/rollout/spec";
import type { Machine } from "../machine";
import type { Session } from "../session";
import { phaseOf, type Phase } from "./phase";
import { RolloutStack } from "./stack";

/** What is done. */
export interface KillOptions {
  /** How many kills; a rollout has one for each moment. */
  readonly kills: number;
}

/** One kill. */
export interface Kill {
  /** Number of its rollout. */
  readonly rollout: number;
  /** At which moment it was made. */
  readonly moment: string;
  /** Where the rollout was found when the driver was dead. */
  readonly phase: Phase;
  /** Whether the next driver had to wait for the Lease, which was not taken away. */
  readonly waited: boolean;
}

/** What a run came to. */
export interface KillResults {
  readonly machine: Machine;
  readonly kills: readonly Kill[];
  /** Seconds of each rollout, from its start to its end. */
  readonly rollouts: readonly { readonly to: string; readonly seconds: number }[];
  readonly requests: number;
  readonly failed: number;
}

const stack = "rollout-kills";

/** The plan: a step for each moment that needs one. */
export const spec: RolloutSpec = {
  steps: [
    { setWeight: 10 },
    { setWeight: 30 },
    { setWeight: 50 },
    { setWeight: 70 },
    { pause: { duration: 3 } },
  ],
};

const pauseIndex = 4;

/** When a driver is killed. */
interface Moment {
  readonly name: string;
  /**
   * Whether the API server of the second cluster is frozen from the driver's start on: so the moment
   * lasts until the driver gives that cluster up.
   */
  readonly frozen?: boolean;
  /** @returns whether it has come */
  readonly has: (record: RolloutRecord, stack: RolloutStack) => boolean | Promise<boolean>;
}

const moments: readonly Moment[] = [
  {
    name: "a step is decided, and no route is written",
    frozen: true,
    has: ({ at }) => at.index === 0 && at.state === "decided",
  },
  {
    name: "the routes of one cluster are written",
    frozen: true,
    has: async ({ at, current }, on) =>
      at.state === "decided" && (await on.share("west")) === shareOf(current, "west"),
  },
  {
    name: "the routes of both clusters are written",
    has: async ({ at, current }, on) =>
      at.index >= 2 &&
      (at.index > 2 ||
        ((await on.share("west")) === shareOf(current, "west") &&
          (await on.share("east")) === shareOf(current, "east"))),
  },
  {
    name: "a step is done",
    has: ({ at }) => at.index > 3 || (at.index === 3 && at.state === "done"),
  },
  { name: "a pause", has: ({ at }) => at.index >= pauseIndex },
  {
    name: "the goal is reached, and the engine records it",
    has: ({ status }) => status === "done",
  },
];

/** The percentage of v2 that a cluster has, or gets. */
function shareOf({ weights }: RolloutRecord["current"], cluster: string): number {
  const shop = weights[cluster]?.services["shop"] as Readonly<Record<string, number>> | undefined;
  return shop?.["v2"] ?? 0;
}

/**
 * Drives rollouts from v1 to v2 and back under load; each driver is killed, and the next one starts
 * in another folder.
 *
 * @throws Error where a rollout does not end at its goal in all clusters
 */
export async function runKills(session: Session, { kills }: KillOptions): Promise<KillResults> {
  const { work, engine, machine, startLab, labFolder, log } = session;
  const on = new RolloutStack(join(work, "project"), await startLab(), engine, stack);
  await on.init();
  const all: Kill[] = [];
  const rollouts: { to: string; seconds: number }[] = [];
  const lost = await on.underLoad(async () => {
    while (all.length < kills) {
      const rollout = rollouts.length + 1;
      const to = rollout % 2 === 1 ? "v2" : "v1";
      await on.up({ [to]: 100 }, spec);
      await on.gray("rollout", "start");
      const began = performance.now();
      for (const [i, moment] of moments.slice(0, kills - all.length).entries()) {
        const phase = await killAt(on, moment, labFolder);
        const waited = i === 0;
        all.push({ rollout, moment: moment.name, phase, waited });
        log(`${all.length}: killed when ${moment.name}; found: ${phase}`);
        if (!waited) await on.releaseLease();
        if (phase === "ended") await on.unlock();
      }
      const { code, output } = await on.driveElsewhere().finished;
      const record = await on.record();
      if (code !== 0 || record?.status !== "done" || !record.recorded)
        throw new Error(`the last driver ended with ${code}:\n${output}`);
      const seconds = (performance.now() - began) / 1000;
      await on.expectAllOn(to);
      rollouts.push({ to, seconds });
      log(`rollout ${rollout} to ${to} done after ${seconds.toFixed(1)} s`);
    }
  });
  log(`${lost.failed} of ${lost.requests} requests failed`);
  await on.destroy();
  return { machine, kills: all, rollouts, ...lost };
}

/** Starts a driver in a new folder and kills it at a moment. @returns where the rollout was then */
async function killAt(on: RolloutStack, moment: Moment, labFolder: string): Promise<Phase> {
  const { frozen = false, name, has } = moment;
  if (frozen) await freezeApiServer(labFolder, "east");
  try {
    const before = (await on.record())?.epoch ?? 0;
    const driver = on.driveElsewhere();
    await Promise.race([
      on.until(name, async (record) => record.epoch > before && (await has(record, on))),
      driver.finished.then(({ code, output }) => {
        throw new Error(`the driver ended with ${code} before: ${name}\n${output}`);
      }),
    ]);
    driver.kill();
    await driver.finished;
  } finally {
    if (frozen) await thawApiServer(labFolder, "east");
  }
  const record = await on.record();
  if (!record) throw new Error("the record is gone");
  const written = await Promise.all(
    ["west", "east"].map(async (one) => (await on.share(one)) === shareOf(record.current, one)),
  );
  return phaseOf(record, pauseIndex, written);
}
