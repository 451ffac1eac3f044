import { execFile } from "node:child_process";
import { resolve } from "node:path";
import type { Finished } from "../../engine/pulumi";

const command = resolve(__dirname, "../../cli/gray.cjs");

/**
 * Runs the checkout's `gray` command in a folder; its exit code is for the spec to judge.
 *
 * @param env variables beside those of this process
 */
export function runGray(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Finished> {
  const options = { cwd: folder, env: { ...process.env, ...env } };
  return new Promise((done) => {
    execFile(process.execPath, [command, ...args], options, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), output: stdout + stderr, stdout }),
    );
  });
}
