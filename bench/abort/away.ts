// The benchmark of an abort while one of three clusters is away.
import { copyFileSync, mkdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "node:path";
import { steadyLoad } from "../../lab/load/load";
import type { LabCluster } from "../../lab/types";
import type { Machine } from "../machine";
import type { Session } from "../session";
import { awayFaults, type AwayCluster, type AwayFault } from "./faults";
import { sumOf } from "../statistics";
import { lastAnswer } from "./last-answer";
import { AbortProject } from "./project";
import { split } from "./run";

/** One abort while a cluster is away, and the one that finishes it. */
export interface Away {
  /** Name of the fault. */
  readonly fault: string;
  /**
   * From the command's start to the last answer of the aborted version through the gateways of the
   * other two clusters, in seconds.
   */
  readonly lastAnswer: number;
  /** From the start of the first command to its end, and of the one that finishes it, in seconds. */
  readonly command: number;
  readonly finish: number;
  readonly requests: number;
  readonly failed: number;
}

/** What each round came to. */
export interface AwayResults {
  readonly machine: Machine;
  readonly rounds: readonly (readonly Away[])[];
}

/** Connections through each gateway, and milliseconds for which each rests between requests. */
export const [connections, pause] = [10, 100] as const;

/** Milliseconds of load before the command and after the last one. */
const [lead, trail] = [1500, 1000];

/** The niceness of the command: its process comes before those of the lab. */
export const commandNiceness = -10;

const stack = "away";

/**
 * Aborts a release that is split over three clusters, one of which is away, under load; then brings
 * that cluster back and aborts again.
 *
 * @param only names of the faults; left out: all
 * @throws Error where a command does not end and say as it must, or `pulumi preview` finds a
 *   difference at the end
 */
export async function runAway(
  { work, engine, machine, startLab, labFolder, log }: Session,
  rounds: number,
  only: readonly string[] = Object.keys(awayFaults),
): Promise<AwayResults> {
  const clusters = await startLab(["west", "north", "east"]);
  const copies = withOwnKubeconfigs(clusters, join(work, "kubeconfigs"));
  const project = new AbortProject(join(work, "project"), copies, engine, stack);
  // A command has a machine of its own, and here it shares two cores with three clusters and the load.
  project.niceness = commandNiceness;
  await project.init();
  const { name, kubeconfig } = copies.at(-1)!;
  const cluster = { name, kubeconfig, labFolder, namespace: stack };
  const results: Away[][] = [];
  // The first abort of a checkout compiles the command; it is not counted.
  for (let round = -1; round < rounds; round += 1) {
    const found: Away[] = [];
    for (const fault of round < 0 ? only.slice(0, 1) : only) {
      project.write(split);
      await project.pulumi("up", "--yes", "--skip-preview");
      const one = await abortTwice({ fault, how: faultOf(fault), clusters, cluster, project });
      await project.pulumi("preview", "--refresh", "--expect-no-changes");
      found.push(one);
      log(line(one));
    }
    if (round >= 0) results.push(found);
  }
  await project.pulumi("destroy", "--yes", "--skip-preview");
  return { machine, rounds: results };
}

function faultOf(name: string): AwayFault {
  const found = awayFaults[name];
  if (!found) throw new Error(`no fault ${name}; there are ${Object.keys(awayFaults).join(", ")}`);
  return found;
}

/** The same clusters with copies of their kubeconfigs. */
export function withOwnKubeconfigs(clusters: readonly LabCluster[], folder: string): LabCluster[] {
  mkdirSync(folder, { recursive: true });
  return clusters.map((one) => {
    const kubeconfig = join(folder, `${one.name}.kubeconfig`);
    copyFileSync(one.kubeconfig, kubeconfig);
    return { ...one, kubeconfig };
  });
}

function line({ fault, lastAnswer, command, finish, failed, requests }: Away): string {
  return `${fault}: ${lastAnswer.toFixed(2)} s to the last answer, ${command.toFixed(2)} s and ${finish.toFixed(2)} s in all, ${failed} of ${requests} failed`;
}

interface Trial {
  readonly fault: string;
  readonly how: AwayFault;
  readonly clusters: readonly LabCluster[];
  readonly cluster: AwayCluster;
  readonly project: AbortProject;
}

async function abortTwice({ fault, how, clusters, cluster, project }: Trial): Promise<Away> {
  const stop = new AbortController();
  const began = performance.now();
  const loaded = clusters.filter(({ name }) => !(how.losesRequests && name === cluster.name));
  const loads = loaded.map(({ gateway }) =>
    steadyLoad({
      url: `${gateway}/`,
      headers: { host: `${stack}.example` },
      ...{ concurrency: connections, pause, signal: stop.signal },
    }),
  );
  try {
    await sleep(lead);
    const back = await how.begin(cluster);
    const start = performance.now();
    const first = await project.tryGray("abort", "--stack", stack).finally(back);
    const command = performance.now() - start;
    expectNamed(first, cluster, how);
    const again = performance.now();
    await project.gray("abort", "--stack", stack);
    const finish = performance.now() - again;
    await sleep(trail);
    stop.abort();
    const totals = await Promise.all(loads);
    const others = totals.filter((_, i) => loaded[i]?.name !== cluster.name);
    return {
      fault,
      lastAnswer: lastAnswer(
        others.map(({ answers }) => answers),
        start - began,
      ),
      ...{ command: command / 1000, finish: finish / 1000 },
      requests: sumOf(totals, "total"),
      failed: sumOf(totals, "failed"),
    };
  } finally {
    stop.abort();
  }
}

function expectNamed(
  { code, output }: { readonly code: number; readonly output: string },
  { name }: AwayCluster,
  { says }: AwayFault,
): void {
  const told = output.split("\n").find((one) => one.startsWith(`  ${name}: `)) ?? "";
  if (code !== 2 || !says.test(told) || !output.includes(`Not done in ${name}.`))
    throw new Error(`gray abort ended with ${code}, and should name ${name}:\n${output}`);
}
