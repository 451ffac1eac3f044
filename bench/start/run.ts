// Measures how long the program takes to start: from the packed package, and from this checkout.
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { runPulumi } from "../../engine/pulumi";
import { yamlText } from "../../model/yaml/write";
import { linkCheckout } from "../linked-checkout";
import type { Machine } from "../machine";
import { environment, pulumi, type Engine } from "../program";
import type { Session } from "../session";
import { installPacked } from "./packed";

/** The programs that are started. */
export const sides = ["packed", "checkout"] as const;

export type Side = (typeof sides)[number];

/** One start. */
export interface Start {
  /** CPU of the program's Node.js process until it ends, in seconds. */
  readonly cpu: number;
  /** The whole preview with the engine, in seconds. */
  readonly preview: number;
}

/** All starts, round by round. */
export interface StartResults {
  readonly machine: Machine;
  readonly rounds: readonly Readonly<Record<Side, Start>>[];
}

const checkout = resolve(__dirname, "../..");
const stack = "start";

/**
 * Previews the same release with both programs in turn, until each has loaded all of itself and says
 * that its cluster can't be reached: so it needs no lab.
 *
 * @throws Error if a program ends in another way
 */
export async function runStart(
  { work, engine, machine, log }: Session,
  rounds: number,
): Promise<StartResults> {
  const folders: Readonly<Record<Side, string>> = {
    packed: join(work, "packed"),
    checkout: join(work, "checkout"),
  };
  await packedProgram(folders.packed);
  linkCheckout(folders.checkout, checkout);
  // The project of template/ declares its release itself.
  await init(folders.packed, engine);
  await init(folders.checkout, engine, { "gray-release:release": release });
  const measured: Record<Side, Start>[] = [];
  // The first start of a program compiles it; it is not counted.
  for (let round = -1; round < rounds; round += 1) {
    const order = round % 2 === 0 ? sides : [...sides].reverse();
    const found: Partial<Record<Side, Start>> = {};
    for (const side of order) found[side] = await start(folders[side], engine);
    const both = found as Record<Side, Start>;
    log(sides.map((side) => `${side} ${both[side].cpu.toFixed(3)} s of CPU`).join(", "));
    if (round >= 0) measured.push(both);
  }
  return { machine, rounds: measured };
}

/** The project of template/, as `pulumi new` leaves it, on the packed package. */
async function packedProgram(folder: string): Promise<void> {
  cpSync(join(checkout, "template"), folder, { recursive: true });
  const file = join(folder, "Pulumi.yaml");
  const text = readFileSync(file, "utf8").replaceAll("${PROJECT}", "gray-release");
  writeFileSync(file, text.replaceAll("${DESCRIPTION}", "measured").replace(/^template:[^]*/m, ""));
  // npm would look for the package under the name that the template gives it.
  rmSync(join(folder, "package.json"));
  await installPacked(folder, checkout);
}

async function init(folder: string, engine: Engine, more: object = {}): Promise<void> {
  const file = join(folder, `Pulumi.${stack}.yaml`);
  rmSync(join(folder, "Pulumi.dev.yaml"), { force: true });
  // Both begin with this engine's one state.
  await pulumi(engine, ["stack", "init", `organization/gray-release/${stack}`], folder).catch(
    () => undefined,
  );
  const kubeconfig = join(folder, "closed.kubeconfig");
  writeFileSync(kubeconfig, JSON.stringify(closed));
  const config = {
    ...more,
    "gray-release:clusters": [{ name: "closed", kubeconfig }],
  };
  writeFileSync(file, yamlText({ config }));
}

async function start(folder: string, engine: Engine): Promise<Start> {
  const cpuFile = join(folder, "cpu");
  const env = {
    ...environment(engine),
    NODE_OPTIONS: `--require ${join(__dirname, "cpu.cjs")}`,
    GRAY_BENCH_CPU: cpuFile,
  };
  const began = performance.now();
  const args = ["preview", "--stack", stack];
  const { output } = await runPulumi(engine.tools.pulumi, args, {
    ...{ cwd: folder, env, signal: engine.signal },
  });
  const preview = (performance.now() - began) / 1000;
  if (!output.includes("Can't reach cluster closed"))
    throw new Error(`the program in ${folder} ended in another way:\n${output}`);
  return { cpu: Number(readFileSync(cpuFile, "utf8")), preview };
}

/** As that of template/. */
const release = {
  name: "hello",
  namespace: "hello",
  gateway: { hosts: ["hello.example.com"] },
  services: {
    hello: {
      ...{ port: 5000, expose: true, weights: { v1: 100 } },
      versions: { v1: { image: "example.com/hello:1" }, v2: { image: "example.com/hello:2" } },
    },
  },
};

/** A kubeconfig whose API server refuses connections at once. */
const closed = {
  ...{ apiVersion: "v1", kind: "Config", "current-context": "closed" },
  clusters: [{ name: "closed", cluster: { server: "https://127.0.0.1:1" } }],
  contexts: [{ name: "closed", context: { cluster: "closed", user: "closed" } }],
  users: [{ name: "closed", user: { token: "closed" } }],
};
