import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { down, status, up, type LabCluster, type LabStatus } from "../../../lab/lab";
import { retired } from "./retiring";
import type { Toolchain } from "../../../tools/tool-paths";
import { ensureToolchain } from "../../../tools/toolchain";

let running: { lab: LabStatus; tools: Toolchain } | undefined;

/** The lab of this test run: clusters west and east in a folder of their own, so that a user's lab is left alone. */
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

/** State folder of a lab that runs already and is to be used and left running: saves its start while a spec is written. */
const given = process.env.GRAY_TEST_LAB;

/** Mocha's root hooks: one lab for all specs. */
export const mochaHooks = {
  async beforeAll(this: Mocha.Context): Promise<void> {
    // The tools may have to be built first.
    this.timeout(40 * 60_000);
    const log = (line: string) => process.stderr.write(`${line}\n`);
    const tools = await ensureToolchain({ log });
    if (given) {
      running = { tools, lab: await status({ folder: given }) };
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), "gray-e2e-lab-"));
    running = { tools, lab: await up({ folder, attached: true, onProgress: log }) };
  },
  async afterAll(): Promise<void> {
    if (!running) return;
    await retired();
    if (given) return;
    await down({ folder: running.lab.folder });
    rmSync(running.lab.folder, { recursive: true, force: true });
  },
};
