// Runs the `gray` command in a process of its own.
import { resolve } from "node:path";
import { run, type Finished } from "../../engine/run";

const command = resolve(__dirname, "../../cli/gray.cjs");

/**
 * Starts the checkout's `gray` command in a folder and waits for its end; its exit code is for the
 * spec to judge. `gray-in-process.ts` runs the same without a process, which takes a hundredth of
 * the time.
 *
 * @param env variables beside those of this process
 */
export function runGray(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  return run(process.execPath, [command, ...args], { cwd: folder, env });
}
