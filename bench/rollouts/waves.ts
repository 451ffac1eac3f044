// The benchmark of rollouts in waves over three clusters, of which one fails or is cut off.
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { RolloutSpec } from "../../model/rollout/spec";
import { withOwnKubeconfigs } from "../abort/away";
import { awayFaults, type AwayCluster } from "../abort/faults";
import type { Machine } from "../machine";
import type { Session } from "../session";
import { RolloutStack } from "./stack";

/** One rollout. */
export interface WaveRun {
  readonly what: string;
  /** Seconds from the driver's start to its end. */
  readonly seconds: number;
}

/** What a run came to. */
export interface WaveResults {
  readonly machine: Machine;
  readonly rounds: number;
  readonly runs: readonly WaveRun[];
  readonly requests: number;
  readonly failed: number;
}

const stack = "rollout-waves";

/** The cluster that is cut off: its wave is neither the first nor the last one. */
const absent = "north";

/** The ways in which it is, in turn. */
const faults = ["API server frozen", "API server killed"] as const;

/** Actions of each wave: a step, a gate, the goal. */
const actions = 3;

/** A server that says whether a rollout may go on. */
class Gate {
  status = 200;

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Gate> {
    const server: Server = createServer((request, response) => {
      request.resume();
      response.writeHead(gate.status).end();
    }).listen(0, "127.0.0.1");
    const gate = new Gate(server);
    await once(server, "listening");
    return gate;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  close(): void {
    this.server.close();
  }
}

function specOf(url: string): RolloutSpec {
  const webhook = { name: "load", url, interval: "2s" };
  return {
    steps: [{ setWeight: 30 }, { webhook }],
    waves: [["west"], [absent], ["east"]],
    unreachable: "skip",
  };
}

/**
 * In each round, a rollout fails at the gate of its last wave, and is retried with a cluster cut off.
 *
 * @throws Error where one does not end as it must, in all clusters
 */
export async function runWaves(session: Session, rounds: number): Promise<WaveResults> {
  const { work, engine, machine, startLab, labFolder, log } = session;
  const clusters = await startLab(["west", absent, "east"]);
  const copies = withOwnKubeconfigs(clusters, join(work, "kubeconfigs"));
  const on = new RolloutStack(join(work, "project"), copies, engine, stack);
  await on.init();
  const gate = await Gate.open();
  const runs: WaveRun[] = [];
  const timed = async (what: string, work: () => Promise<void>) => {
    const began = performance.now();
    await work();
    const seconds = (performance.now() - began) / 1000;
    runs.push({ what, seconds });
    log(`${what}: ${seconds.toFixed(1)} s`);
  };
  const kubeconfig = copies.find(({ name }) => name === absent)?.kubeconfig ?? "";
  const away: AwayCluster = { name: absent, kubeconfig, labFolder, namespace: stack };
  try {
    const lost = await on.underLoad(async () => {
      for (let round = 0; round < rounds; round += 1) {
        const [from, to] = round % 2 === 0 ? ["v1", "v2"] : ["v2", "v1"];
        await on.up({ [to]: 100 }, specOf(gate.url));
        await on.gray("rollout", "start");
        await timed("a failure in the last wave takes all back", () => failAtLast(on, gate, from));
        await on.gray("rollout", "retry");
        const fault = faults[round % faults.length] ?? faults[0];
        await timed(`a cluster is skipped and taken along at the end (${fault})`, () =>
          skipOne(on, { away, fault, to: to }),
        );
      }
    });
    log(`${lost.failed} of ${lost.requests} requests failed`);
    await on.destroy();
    return { machine, rounds, runs, ...lost };
  } finally {
    gate.close();
  }
}

/** Lets the gate of the last wave refuse. */
async function failAtLast(on: RolloutStack, gate: Gate, from: string): Promise<void> {
  const driver = on.drive();
  await on.until("the end of the second wave", ({ at }) => at.index >= 2 * actions - 1);
  gate.status = 400;
  const { code, output } = await driver.finished;
  gate.status = 200;
  const record = await on.record();
  const wave = record?.decisions.some(({ what }) => what.includes("load failed"));
  if (code !== 1 || record?.status !== "failed" || record.owed.length > 0 || !wave)
    throw new Error(`the driver ended with ${code}, and should fail in the last wave:\n${output}`);
  await on.expectRoutedTo(from);
}

/** Cuts a cluster off, and brings it back when the others are at their goal. */
async function skipOne(
  on: RolloutStack,
  about: { readonly away: AwayCluster; readonly fault: string; readonly to: string },
): Promise<void> {
  const { away, fault, to } = about;
  const back = await awayFaults[fault]!.begin(away);
  let driver;
  try {
    driver = on.drive();
    const { requeued } = await on.until(
      "the last wave at its goal",
      ({ at }) => at.index >= 3 * actions - 1,
    );
    if (requeued.map(({ cluster }) => cluster).join() !== away.name)
      throw new Error(`skipped: ${JSON.stringify(requeued)}, and not ${away.name}`);
  } finally {
    await back();
  }
  const { code, output } = await driver.finished;
  const record = await on.record();
  if (code !== 0 || record?.status !== "done" || !record.recorded)
    throw new Error(`the driver ended with ${code}:\n${output}`);
  await on.expectAllOn(to);
}
