// Prepares a folder, an engine and a lab for a benchmark, and cleans up after it.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { LabCluster } from "../lab/types";
import { describeMachine, type Machine } from "./machine";
import type { Engine } from "./program";

/** Where a benchmark works. */
export interface SessionOptions {
  /** Folder for programs and their state, of which nothing stays. */
  readonly folder: string;
  /** State folder of a lab that runs already and is left running. @default a lab of its own */
  readonly lab?: string;
}

/** What a benchmark has to work with until it ends or is interrupted. */
export interface Session {
  /** A folder of its own. */
  readonly work: string;
  readonly engine: Engine;
  readonly machine: Machine;
  readonly log: (line: string) => void;
  /**
   * Starts the lab.
   *
   * @param clusters names of its clusters; a lab that runs already keeps its own. Default: west and
   *   east
   */
  readonly startLab: (clusters?: string[]) => Promise<LabCluster[]>;
  /** State folder of the lab. */
  readonly labFolder: string;
}

export const log = (line: string): void => void process.stderr.write(`${line}\n`);

/**
 * Runs a benchmark and takes away what it left: its folder, and its lab.
 *
 * @throws what the benchmark throws; an AbortError where it was interrupted by Ctrl-C
 */
export async function inSession<T>(
  { folder, lab }: SessionOptions,
  run: (session: Session) => Promise<T>,
): Promise<T> {
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  // Once: a second Ctrl-C ends the process at once, and the lab with it.
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const { signal } = interrupted;
  const { down, status, up } = await import("../lab/lab.js");
  const { openBackend } = await import("../engine/backend.js");
  const { ensureToolchain } = await import("../tools/toolchain.js");
  const { pulumi } = await import("./program.js");
  mkdirSync(resolve(folder), { recursive: true });
  const work = mkdtempSync(join(resolve(folder), "run-"));
  const state = mkdtempSync(join(tmpdir(), "gray-bench-lab-"));
  const startLab = async (clusters?: string[]) => {
    if (lab !== undefined) return (await status({ folder: lab })).clusters;
    const options = { folder: state, attached: true, onProgress: log, signal };
    return (await up({ ...options, ...(clusters && { clusters }) })).clusters;
  };
  try {
    const tools = await ensureToolchain({ log });
    const engine = { tools, backend: openBackend(join(work, "state")), signal };
    const machine = await describeMachine(await pulumi(engine, ["version"], work));
    return await run({ work, engine, machine, log, startLab, labFolder: lab ?? state });
  } finally {
    if (lab === undefined) log("Taking the lab down");
    await down({ folder: state, wipe: true });
    rmSync(work, { recursive: true, force: true });
    process.removeListener("SIGINT", interrupt).removeListener("SIGTERM", interrupt);
  }
}
