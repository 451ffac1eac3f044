// The API server benchmark: kills the real API server of one cluster around the stages of an update that adds a version.
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeClient } from "../../kubernetes/client";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import { killApiServer } from "../../lab/faults/faults";
import type { LabCluster } from "../../lab/types";
import type { Machine } from "../machine";
import type { Session } from "../session";
import { allowedVersions } from "./allowed";
import { differences } from "./converged";
import { callers, throughGatewayAndMesh } from "./flows";
import { Load, type LoadResult } from "./load";
import { look, type Moment, moments, onItsWay } from "./moments";
import { shopIn, shopRelease } from "./operations";
import { Stacks } from "./stacks";
import { settled } from "./transition";

/** One death: when, where, and for how long. */
export interface Death {
  readonly moment: Moment;
  /** Name of the cluster whose API server is killed. */
  readonly cluster: string;
  /** Seconds for which it stays down. */
  readonly seconds: number;
}

/** How an update went in which an API server died, and the next one. */
export interface Outcome extends Death {
  /** Whether the update ended well nevertheless. */
  readonly survived: boolean;
  /** What it said where it failed. */
  readonly said?: string;
  /** How many clusters named the new version in a route when it had ended. */
  readonly routes: number;
  /** Seconds that it took. */
  readonly took: number;
  /** Seconds that the next update took, begun when the API server was ready again. */
  readonly nextTook: number;
  /** What did not agree after that; nothing where all is well. */
  readonly differences: readonly string[];
  /** Requests that failed from before the update to after the next one. */
  readonly failed: number;
}

/** How often an API server is killed, and for how long. */
export interface ApiServerOptions {
  /** Seconds of each death, one at each moment in each cluster. */
  readonly seconds: number;
  /** Seconds of the long deaths around the routes. */
  readonly long: number;
  /** How many long deaths there are. */
  readonly longTimes: number;
  /** Names of the clusters whose API servers are killed. @default all */
  readonly cluster?: readonly string[];
}

/** All deaths, and the load under which they came. */
export interface ApiServerResults {
  readonly machine: Machine;
  readonly options: ApiServerOptions;
  readonly outcomes: readonly Outcome[];
  readonly load: LoadResult;
}

const prefix = "died";

/** Name of the release that the updates change; callers inside the mesh need it. */
export const diedRelease = shopRelease(prefix);

const [stable, gray] = [shopIn(prefix, "stable"), shopIn(prefix, "gray")];

/** Milliseconds for which connections rest between requests, so that updates get most of the machine. */
const pause = 50;

/** Milliseconds within which an API server that has its data starts again. */
const startMs = 60_000;

/**
 * Kills an API server in one update after the other under load, and updates again each time.
 *
 * @throws Error if the version can't be taken away again; lost requests and differences are results, not errors
 */
export async function runApiServer(
  { machine, startLab, work, engine, log }: Session,
  options: ApiServerOptions,
): Promise<ApiServerResults> {
  const clusters = await startLab();
  const stacks = new Stacks(join(work, "stacks"), clusters, engine);
  await stacks.apply(callers(`${prefix}-callers`, [diedRelease]));
  const names = options.cluster ?? clusters.map(({ name }) => name);
  const deaths = deathsOf(options, names);
  return { machine, options, ...(await underDeaths(stacks, clusters, deaths, log)) };
}

/** The deaths that are tried: each moment in each cluster, then the long ones around the routes. */
export function deathsOf(
  { seconds, long, longTimes }: ApiServerOptions,
  clusters: readonly string[],
): Death[] {
  const around = moments.filter((moment) => moment.endsWith("routes"));
  const turn = <T>(all: readonly T[], i: number) => all[i % all.length] as T;
  return [
    ...moments.flatMap((moment) => clusters.map((cluster) => ({ moment, cluster, seconds }))),
    ...Array.from({ length: longTimes }, (_, i) => ({
      moment: turn(around, i),
      // The last cluster first: it alone has the new version.
      cluster: turn([...clusters].reverse(), i),
      seconds: long,
    })),
  ];
}

/** The same with given stacks; the clusters must already run `callers` of {@link diedRelease}. */
export async function underDeaths(
  stacks: Stacks,
  clusters: readonly LabCluster[],
  deaths: readonly Death[],
  log: (line: string) => void,
): Promise<Pick<ApiServerResults, "outcomes" | "load">> {
  await stacks.apply(stable);
  const flows = throughGatewayAndMesh(stable);
  await settled(clusters, flows);
  const load = new Load(flows, clusters, pause);
  const allowed = allowedVersions(stable, gray);
  const timed: (Omit<Outcome, "failed"> & { from: number; to: number })[] = [];
  try {
    for (const death of deaths) {
      const from = load.now;
      const outcome = await died(stacks, clusters, death);
      timed.push({ ...outcome, from, to: load.now });
      log(line(timed.length, outcome));
      if (timed.length < deaths.length) await stacks.apply(stable);
    }
    const result = await load.stop(allowed);
    const outcomes = timed.map(({ from, to, ...outcome }) => ({
      ...outcome,
      failed: result.losses.filter(({ at }) => at >= from && at < to).length,
    }));
    return { outcomes, load: result };
  } finally {
    // Also after an error: the load would go on for ever.
    await load.stop(allowed);
  }
}

async function died(
  stacks: Stacks,
  clusters: readonly LabCluster[],
  death: Death,
): Promise<Omit<Outcome, "failed">> {
  const { moment, cluster, seconds } = death;
  const victim = clusters.find(({ name }) => name === cluster);
  if (!victim) throw new Error(`the lab has no cluster ${cluster}`);
  await stacks.write(gray);
  const clients = clusters.map(({ kubeconfig }) => clientOf(kubeconfig));
  const began = performance.now();
  const update = stacks.begin(gray, () => undefined);
  await onItsWay(moment, () => look(clients, gray.namespace ?? gray.name), update);
  await killApiServer(dirname(victim.kubeconfig), cluster, seconds * 1000);
  const { code, output } = await update;
  const took = since(began);
  await untilReady(clientOf(victim.kubeconfig));
  const { routes } = await look(clients, gray.namespace ?? gray.name);
  for (const client of clients) client.close();
  const again = performance.now();
  const failures = await stacks.apply(gray).then(
    () => [],
    (error: Error) => [`the next update failed: ${diagnosticsOf(error.message)}`],
  );
  const nextTook = since(again);
  const trace = /^\s+at \S+ \(/m.test(output) ? ["the update printed a stack trace"] : [];
  return {
    ...death,
    survived: code === 0,
    ...(code !== 0 && { said: diagnosticsOf(output) }),
    routes,
    took,
    nextTook,
    differences: [...trace, ...failures, ...(await differences(stacks, gray, clusters))],
  };
}

/** All that Pulumi says of a failure, resource by resource. */
export function diagnosticsOf(output: string): string {
  return /^Diagnostics:\n([^]*?)(?=^(?:Outputs|Resources|Duration):)/m.exec(output)?.[1] ?? output;
}

async function untilReady(client: KubeClient): Promise<void> {
  const deadline = performance.now() + startMs;
  while ((await client.text("/readyz").catch(() => "")) !== "ok") {
    if (performance.now() > deadline) throw new Error("the API server does not come back");
    await sleep(100);
  }
  client.close();
}

function since(began: number): number {
  return (performance.now() - began) / 1000;
}

function line(number: number, outcome: Omit<Outcome, "failed">): string {
  const { moment, cluster, seconds, survived, took, nextTook, said } = outcome;
  const how = survived ? "ended well" : "failed";
  const wrong = outcome.differences.map((difference) => `\n    ${difference}`).join("");
  return (
    `${number}: API server of ${cluster} killed ${moment} for ${seconds} s: update ${how} after ${took.toFixed(1)} s, ` +
    `next one ${nextTook.toFixed(1)} s${wrong}${said === undefined ? "" : `\n    said: ${said.trim()}`}`
  );
}
