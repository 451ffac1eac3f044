// Builds what is missing, after it has said what and has checked this machine.
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { buildParts } from "./build";
import { partFolder } from "./cache";
import type { Choice } from "./choice";
import { ToolchainError } from "./failure";
import { acquireLock } from "./lock";
import type { Part } from "./part";
import { expectedSeconds, firstLine, Progress } from "./progress";
import { findProblems, inspectMachine } from "./requirements";

/**
 * Builds what the choices miss: one process at a time for each cache. Says first what will be done,
 * and checks what the machine lacks before it begins.
 *
 * @param log Receives the lines; default: standard error.
 * @throws ToolchainError when the machine lacks something, a build fails, or on Ctrl-C.
 */
export async function buildMissing(
  choices: readonly Choice[],
  cache: string,
  log?: (line: string) => void,
): Promise<void> {
  const interrupted = new AbortController();
  const interrupt = (): void =>
    interrupted.abort(new ToolchainError("Interrupted. Finished parts are kept for the next run."));
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);

  const print = log ?? ((line: string): void => void process.stderr.write(`${line}\n`));
  const wanted = choices.filter(({ from }) => from === "build").map(({ part }) => part);
  for (const { reason } of choices) if (reason) print(`Not used: ${reason}.`);
  const seconds = expectedSeconds(wanted, availableParallelism());
  print(firstLine(wanted, choices.length, cache, seconds));
  requireTools(wanted, cache);
  try {
    const lock = join(cache, "build.lock");
    const release = await acquireLock(lock, (pid) => print(waiting(pid)), interrupted.signal);
    try {
      // Another process may have built some of them while this one waited.
      const missing = wanted.filter((part) => !existsSync(partFolder(cache, part)));
      await build(missing, cache, interrupted.signal, log);
    } finally {
      release();
    }
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

async function build(
  missing: readonly Part[],
  cache: string,
  signal: AbortSignal,
  log?: (line: string) => void,
): Promise<void> {
  const progress = new Progress(missing, availableParallelism(), log);
  try {
    await buildParts(missing, cache, progress, signal);
  } finally {
    progress.close();
  }
}

function requireTools(missing: readonly Part[], cache: string): void {
  const problems = findProblems(missing, inspectMachine(cache));
  if (problems.length === 0) return;
  throw new ToolchainError(
    [
      "The tools cannot be built on this machine yet:",
      ...problems.map((text) => `  - ${text}`),
    ].join("\n"),
  );
}

function waiting(pid: number): string {
  return `Another process (${pid}) is building the tools; waiting for it.`;
}
