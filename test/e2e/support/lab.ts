// The lab of a run of end-to-end specs: Mocha's main process starts it once, and each worker finds
// it by its folder.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { down, status, up, type LabCluster, type LabStatus } from "../../../lab/lab";
import type { Toolchain } from "../../../tools/tool-paths";
import { ensureToolchain } from "../../../tools/toolchain";
import { retired } from "./retiring";

/** The variable that names the state folder of a running lab, to be used and left running. */
const variable = "GRAY_TEST_LAB";

let running: { lab: LabStatus; tools: Toolchain } | undefined;

/**
 * The lab of this test run: clusters west and east in a folder of their own, so that a user's lab
 * is left alone.
 */
export function lab(): LabStatus {
  if (!running) throw new Error("the lab is not up: specs run it by test/e2e/.mocharc.json");
  return running.lab;
}

/** The tools with which specs drive the engine. */
export function tools(): Toolchain {
  if (!running) throw new Error("the tools are not ready");
  return running.tools;
}

/** One of the lab's clusters. */
export function cluster(name: "west" | "east"): LabCluster {
  const found = lab().clusters.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`the lab has no cluster ${name}`);
  return found;
}

/**
 * The tools, with an engine and a provider that collect garbage less often: a run takes a tenth less CPU time then, and
 * memory that nothing else needs.
 */
function thrifty(toolchain: Toolchain): Toolchain {
  return { ...toolchain, env: { ...toolchain.env, GOGC: "400" } };
}

const log = (line: string) => process.stderr.write(`${line}\n`);

/** The folder of the lab that this process started. */
let started: string | undefined;

/** Starts the lab, once in a run, unless the variable names one. */
export async function mochaGlobalSetup(): Promise<void> {
  await ensureToolchain({ log });
  if (process.env[variable]) return;
  started = mkdtempSync(join(tmpdir(), "gray-e2e-lab-"));
  await up({ folder: started, attached: true, onProgress: log });
  // Workers start later, with the variables of this process.
  process.env[variable] = started;
}

/** Ends the lab that this process started. */
export async function mochaGlobalTeardown(): Promise<void> {
  if (!started) return;
  await down({ folder: started });
  rmSync(started, { recursive: true, force: true });
}

/** Mocha's root hooks, which run around each file in a worker. */
export const mochaHooks = {
  async beforeAll(this: Mocha.Context): Promise<void> {
    this.timeout(60_000);
    const folder = process.env[variable] ?? "";
    running ??= { tools: thrifty(await ensureToolchain({ log })), lab: await status({ folder }) };
  },
  async afterAll(): Promise<void> {
    await retired();
  },
};
