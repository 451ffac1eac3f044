import { execFile } from "node:child_process";
import { resolve } from "node:path";

const gray = resolve(__dirname, "../../../cli/gray.cjs");

/** How a command ended, and what it printed. */
export interface GrayFinished {
  readonly code: number;
  readonly output: string;
}

/** Runs the `gray` command in a folder; its exit code is for the spec to judge. */
export function runGray(folder: string, ...args: readonly string[]): Promise<GrayFinished> {
  return new Promise((done) => {
    execFile(process.execPath, [gray, ...args], { cwd: folder }, (error, stdout, stderr) => {
      const code = error ? Number(error.code ?? 1) : 0;
      done({ code, output: `${stdout}${stderr}` });
    });
  });
}
