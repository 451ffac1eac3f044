/**
 * Runs `gray` inside the spec's own process: the same code as the command, without the half second
 * of a start.
 */
import { runGray } from "../../cli/program";
import { subcommands } from "../../cli/subcommands";
import { withEnvironment } from "./folder";

/** How a run ended, and what it wrote. */
export interface GrayRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `gray` in a folder; its exit code is for the spec to judge. */
export async function gray(folder: string, ...args: readonly string[]): Promise<GrayRun> {
  let [stdout, stderr] = ["", ""];
  const before = process.cwd();
  process.chdir(folder);
  try {
    const streams = {
      stdout: { write: (text: string) => (stdout += text) },
      stderr: { write: (text: string) => (stderr += text) },
    };
    const code = await withEnvironment({ FORCE_COLOR: undefined }, () =>
      runGray(subcommands, args, streams),
    );
    return { code, stdout, stderr };
  } finally {
    process.chdir(before);
  }
}
