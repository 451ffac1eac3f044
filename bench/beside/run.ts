// Measures two checkouts of this project in turn on one lab.
import type { LabCluster } from "../../lab/types";
import { split, underLoad, type WayBack } from "../abort/run";
import type { Machine } from "../machine";
import { MemorySampler } from "../memory";
import { runPlannerCase } from "../planner";
import type { Session } from "../session";
import { sumOf } from "../statistics";
import { deploySide, type Side } from "./side";

/** What one run of one checkout gave. */
export interface Figures {
  /** A weight change, in seconds, without the sync. */
  readonly weightChange: number;
  /** Seconds in which the weight change waited for the proxies. */
  readonly sync: number;
  /** Peak of the program's Node process in a weight change, in MiB. */
  readonly memory: number;
  /** Peak of all processes in a weight change, in MiB. */
  readonly allMemory: number;
  /** From the start of `gray abort` to the last answer of the version that is left, in seconds. */
  readonly abort: number;
  /** The planner alone, in milliseconds. */
  readonly planner: number;
}

/** The figures of both checkouts, round by round. */
export interface BesideResults {
  readonly machine: Machine;
  readonly rounds: readonly { readonly [side in Side["name"]]: Figures }[];
  /** Requests in all aborts, and how many of them failed. */
  readonly requests: number;
  readonly failed: number;
}

/**
 * Milliseconds for which connections rest in an abort: the load leaves the command its share of the
 * machine.
 */
const restMs = 50;

/**
 * Measures this checkout and another one on one lab. In each round both do the same work, and they
 * take turns to be first, so that other load on the machine affects both alike.
 *
 * @throws Error if a command fails, or an update does anything but change two VirtualServices
 */
export async function runBeside(
  { work, engine, machine, startLab, log }: Session,
  checkouts: { readonly [side in Side["name"]]: string },
  rounds: number,
): Promise<BesideResults> {
  const clusters = await startLab();
  const deploy = (name: Side["name"]) => deploySide(name, checkouts[name], work, clusters, engine);
  const sides = [await deploy("this"), await deploy("other")];
  for (const side of sides) await measure(side, clusters, engine.signal);
  const results: BesideResults["rounds"][number][] = [];
  const ways: WayBack[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const found: Partial<Record<Side["name"], Figures>> = {};
    for (const side of round % 2 === 0 ? sides : [...sides].reverse()) {
      const { figures, way } = await measure(side, clusters, engine.signal);
      found[side.name] = figures;
      ways.push(way);
      log(`Round ${round + 1} of ${rounds}, ${side.name}: ${JSON.stringify(figures)}`);
    }
    results.push(found as BesideResults["rounds"][number]);
  }
  for (const { abort } of sides) await abort.pulumi("destroy", "--yes", "--skip-preview");
  return {
    ...{ machine, rounds: results },
    requests: sumOf(ways, "requests"),
    failed: sumOf(ways, "failed"),
  };
}

async function measure(
  side: Side,
  clusters: readonly LabCluster[],
  signal: AbortSignal,
): Promise<{ figures: Figures; way: WayBack }> {
  const { deployment, abort, checkout, stack } = side;
  const { seconds, settling } = await deployment.change({});
  const { memory } = await deployment.change({}, new MemorySampler());
  abort.write(split);
  await abort.pulumi("up", "--yes", "--skip-preview");
  const load = { name: "gray abort", host: `${stack}.example`, clusters, pause: restMs };
  const way = await underLoad(load, () => abort.gray("abort", "--stack", stack));
  await abort.pulumi("preview", "--refresh", "--expect-no-changes");
  const { parse, plan } = await runPlannerCase(signal, checkout);
  const figures = {
    weightChange: seconds,
    sync: settling,
    memory: memory?.program ?? 0,
    allMemory: memory?.tree ?? 0,
    abort: way.lastAnswer,
    planner: parse + plan,
  };
  return { figures, way };
}
