// Runs one command of a pipeline in the shell of its service.
import { spawn } from "node:child_process";

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly output: string;
}

/** Runs a script by `bash`, with these variables and no others, as services do. */
export function inShell(
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  return new Promise((done, fail) => {
    // GitHub: bash --noprofile --norc -eo pipefail; the others run with -e.
    const args = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script];
    const child = spawn("bash", args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.once("error", fail);
    child.once("close", (code) => done({ code: code ?? 1, output }));
  });
}
