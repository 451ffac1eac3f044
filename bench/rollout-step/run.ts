// The benchmark of a rollout's step: on a lab of two clusters, and against many fake API servers.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../../engine/run";
import type { Release } from "../../model/release/release";
import type { Weights } from "../../model/release/routing";
import { AbortProject } from "../abort/project";
import type { Machine } from "../machine";
import { image, shop } from "../no-loss/releases";
import type { Session } from "../session";
import type { Driven, Drove } from "./driver";
import { startFleet } from "./fleet";

/** What is measured. */
export interface StepOptions {
  /** Steps of each rollout, and updates beside them. */
  readonly steps: number;
  /** How many fake API servers there are. */
  readonly clusters: number;
  /** Only the steps against fake API servers, which need no lab. @default both */
  readonly fakesOnly?: boolean;
}

/** What a run came to. */
export interface StepResults extends StepOptions {
  readonly machine: Machine;
  readonly lab?: {
    readonly drove: Drove;
    /** Seconds of each `pulumi up` that changes weights as a step does. */
    readonly upSeconds: readonly number[];
  };
  readonly fleet: Drove;
}

const stack = "step";
const versions = { v1: { image: image("1") }, v2: { image: image("2") } };
const goal: Weights = { v2: 100 };

/**
 * Drives rollouts whose steps have no pause, each in a process of its own, as `gray rollout run` does.
 *
 * @throws Error where a rollout does not end, or an update fails
 */
export async function runSteps(session: Session, options: StepOptions): Promise<StepResults> {
  const { machine, work } = session;
  const driver = await bundled(work);
  const lab = options.fakesOnly ? undefined : await onLab(session, options, driver);
  const release = services(["web", "cart", "stock"]);
  const fleet = await startFleet(release, options.clusters, join(work, "fleet"));
  try {
    const { clusters } = fleet;
    const drove = await driveOne(driver, work, { release, clusters, goal, steps: options.steps });
    session.log(`${clusters.length} fake API servers: ${inWords(drove)}`);
    return { machine, ...options, ...(lab && { lab }), fleet: drove };
  } finally {
    await fleet.stop();
  }
}

async function onLab(
  { work, engine, startLab, log }: Session,
  { steps }: StepOptions,
  driver: string,
): Promise<NonNullable<StepResults["lab"]>> {
  const clusters = await startLab(["west", "east"]);
  const project = new AbortProject(join(work, "project"), clusters, engine, stack);
  await project.init();
  const release = shop(stack, { versions, weights: { v1: 100 } });
  const reached = clusters.map(({ name, kubeconfig }) => ({ name, kubeconfig }));
  const drove = await driveOne(driver, work, { release, clusters: reached, goal, steps });
  log(`two clusters: ${inWords(drove)}`);
  const upSeconds: number[] = [];
  // The first update records what the rollout left.
  for (let step = 0; step <= steps; step += 1) {
    const v1 = Math.round((step * 100) / steps);
    project.write({ v1, v2: 100 - v1 });
    const beganMs = performance.now();
    await project.pulumi("up", "--yes", "--skip-preview");
    if (step > 0) upSeconds.push((performance.now() - beganMs) / 1000);
  }
  await project.pulumi("destroy", "--yes", "--skip-preview");
  return { drove, upSeconds };
}

/** The driver as one file, as the packed command is: to compile it is no part of a rollout. */
async function bundled(work: string): Promise<string> {
  const { build } = await import("esbuild");
  const outfile = join(work, "driver.cjs");
  await build({
    ...{ entryPoints: [join(__dirname, "driver.ts")], outfile, bundle: true },
    ...{ platform: "node", format: "cjs", target: "node20", logLevel: "error" },
  });
  return outfile;
}

async function driveOne(driver: string, work: string, driven: Driven): Promise<Drove> {
  const file = join(work, "driven.json");
  mkdirSync(work, { recursive: true });
  writeFileSync(file, JSON.stringify(driven));
  const { code, stdout, output } = await run(process.execPath, [driver, file]);
  if (code !== 0) throw new Error(`the driver ended with ${code}:\n${output}`);
  return JSON.parse(stdout) as Drove;
}

/** A release of services with two versions each, the first one at the gateway. */
function services(names: readonly string[]): Release {
  const service = { port: 8080, versions, weights: { v1: 100 } };
  return {
    ...{ name: "shop", namespace: "shop", gateway: { hosts: ["shop.example"] } },
    services: Object.fromEntries(names.map((name, i) => [name, { ...service, expose: i === 0 }])),
  };
}

function inWords({ stepsMs, memoryMiB }: Drove): string {
  const longest = Math.max(...stepsMs);
  return `${stepsMs.length} steps, the longest ${longest.toFixed(0)} ms, ${memoryMiB.toFixed(0)} MiB`;
}
