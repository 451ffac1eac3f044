// Runs programs and keeps their output.
import { spawn, spawnSync } from "node:child_process";

/** How to run a program. */
export interface RunOptions {
  cwd?: string;
  /** The whole environment of the program; default: that of this process. */
  env?: NodeJS.ProcessEnv;
  /** Ends the program with SIGTERM when it aborts. */
  signal?: AbortSignal;
}

/** What a program printed, both streams in the order of arrival, and how it ended. */
export interface RunResult {
  /** Exit code; 127 when the program could not be started, 128 when a signal ended it. */
  code: number;
  /** Standard output alone. */
  stdout: string;
  /** Standard output and standard error. */
  output: string;
}

/** Runs a program to its end. Never throws: a failure is in `code` and `output`. */
export function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  return new Promise((done) => {
    let stdout = "";
    let output = "";
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.on("data", (data: Buffer) => {
      stdout += data.toString();
      output += data.toString();
    });
    child.stderr.on("data", (data: Buffer) => (output += data.toString()));
    child.on("error", (error) => done({ code: 127, stdout, output: output + error.message }));
    child.on("close", (code, signal) => {
      if (signal) output += `\n${command} was ended by ${signal}: killed`;
      done({ code: code ?? 128, stdout, output });
    });
  });
}

/** Runs a short program and waits; at most `seconds`, default 10. */
export function runBriefly(
  command: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; seconds?: number } = {},
): RunResult {
  const result = spawnSync(command, args, {
    encoding: "utf8",
    timeout: (options.seconds ?? 10) * 1000,
    stdio: ["ignore", "pipe", "pipe"],
    ...(options.env ? { env: options.env } : {}),
  });
  if (result.error) return { code: 127, stdout: "", output: result.error.message };
  return {
    code: result.status ?? 128,
    stdout: result.stdout,
    output: result.stdout + result.stderr,
  };
}
