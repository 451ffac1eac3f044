// A process of its own that drives one rollout, and tells how long each of its steps took.
import { readFileSync } from "node:fs";
import { clientFor, serverOf } from "../../kubernetes/connect";
import { defaultSettle } from "../../model/config/settle";
import { planRelease } from "../../model/plan/plan";
import type { Cluster } from "../../model/release/cluster";
import type { Release } from "../../model/release/release";
import type { ServiceWeights } from "../../model/release/routing";
import { recordFormat, type RolloutRecord } from "../../model/rollout/record";
import { plainState } from "../../model/rollout/state-at";
import type { ClusterWeights } from "../../model/rollout/state";
import { drive } from "../../operations/rollout/drive";
import { DrivingPort } from "../../operations/rollout/driving";
import { recordStore } from "../../operations/rollout/record/store";
import { FastLane } from "../../operations/rollout/routes/lane";
import { needsEngine } from "../../operations/rollout/routes/needs-engine";
import type { LaneCluster } from "../../operations/rollout/routes/port";
import { resultOf } from "../../operations/result";

/** What is driven. */
export interface Driven {
  /** The clusters have its weights. */
  readonly release: Release;
  readonly clusters: readonly Cluster[];
  /** The weights of every service at the end. */
  readonly goal: ServiceWeights;
  /** How many steps there are, the goal included. */
  readonly steps: number;
}

/** What a driver prints. */
export interface Drove {
  /** Milliseconds of each step, from its decision until the last proxy acknowledged it. */
  readonly stepsMs: readonly number[];
  /** Milliseconds of the whole rollout, with its record. */
  readonly allMs: number;
  /** The most memory that the process had, in MiB. */
  readonly memoryMiB: number;
}

async function main(file: string): Promise<Drove> {
  const driven = JSON.parse(readFileSync(file, "utf8")) as Driven;
  const { release, clusters } = driven;
  const plan = planRelease(release, clusters);
  const reached = clusters.map((cluster): LaneCluster => {
    const client = Promise.resolve().then(() => clientFor(serverOf(cluster)));
    return { cluster, client: resultOf(client) };
  });
  const lane = new FastLane({ clusters: reached, settle: defaultSettle });
  lane.open(plan.clusters.map((next, i) => ({ ...reached[i]!, next })));
  const first = recordOf(driven);
  const store = recordStore({
    place: { release: release.name, namespace: release.namespace },
    clusters: reached.map(({ cluster, client }) => ({ cluster: cluster.name, client })),
    home: first.home,
  });
  expectSaved(await store.save(first, undefined));
  const port = new DrivingPort({
    ...{ plan, clusters: reached, lane, store, needsEngine },
    ask: () => Promise.reject(new Error("the rollout has no gate")),
    updateStack: () => Promise.resolve(undefined),
    refusal: () => undefined,
  });
  const stepsMs: number[] = [];
  let decidedMs: number | undefined;
  const beganMs = performance.now();
  const { end } = await drive({
    ...{ port, by: "bench", once: true },
    onNext: (next) => {
      if (next.do !== "save") return;
      const nowMs = performance.now();
      if (next.record.at.state === "decided") decidedMs = nowMs;
      else if (decidedMs !== undefined) stepsMs.push(nowMs - decidedMs);
    },
  });
  const allMs = performance.now() - beganMs;
  if (end !== "ended") throw new Error(`the rollout did not end: ${end}`);
  lane.close();
  for (const { client } of reached) {
    const one = await client;
    if (one.ok) one.value.close();
  }
  return { stepsMs: stepsMs.slice(0, driven.steps), allMs, memoryMiB: memoryMiB() };
}

/** The record of a rollout that begins. */
function recordOf({ release, clusters, goal, steps }: Driven): RolloutRecord {
  const names = clusters.map(({ name }) => name);
  const services = Object.entries(release.services);
  const everywhere = (of: (weights: ServiceWeights) => ServiceWeights) => {
    const weights = Object.fromEntries(services.map(([name, one]) => [name, of(one.weights)]));
    const here: ClusterWeights = { services: weights, lanes: {} };
    return Object.fromEntries(names.map((name) => [name, here]));
  };
  const start = everywhere((weights) => weights);
  const part = 100 / steps;
  const startedAt = new Date().toISOString();
  return {
    ...{ format: recordFormat, id: `bench-${Date.now()}`, release: release.name },
    ...{ epoch: 1, revision: 1, home: names[0] ?? "", primaries: names },
    spec: {
      steps: Array.from({ length: steps - 1 }, (_, i) => ({
        setWeight: Math.round((i + 1) * part),
      })),
    },
    ...{ start, goal: everywhere(() => goal), pods: {}, templates: {}, requeued: [] },
    ...{ status: "running", at: { index: -1, from: -1, state: "done", since: startedAt } },
    ...{ current: plainState(start), owed: [], recorded: true, startedAt, decisions: [] },
  };
}

function expectSaved(saved: unknown): void {
  if (saved !== "saved") throw new Error(`the record was not saved: ${JSON.stringify(saved)}`);
}

/** Linux counts it in KiB. */
function memoryMiB(): number {
  return process.resourceUsage().maxRSS / 1024;
}

main(process.argv[2] ?? "").then(
  (drove) => process.stdout.write(JSON.stringify(drove)),
  (error: Error) => {
    process.stderr.write(`${error.stack ?? error.message}\n`);
    process.exitCode = 1;
  },
);
