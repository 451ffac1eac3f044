/**
 * Runs a program to its end: the one place for that outside the lab. Two others exist for a reason: tools/run.ts, because
 * `tools` is a workspace of its own, and scripts/install.mjs, because it runs before any package is installed.
 */
import { spawn } from "node:child_process";

/** How a program ended, and what it printed. */
export interface Finished {
  /** Exit code; 1 where a signal ended the program. */
  readonly code: number;
  /** Standard output and standard error, in the order in which they came. */
  readonly output: string;
  /** Standard output alone. */
  readonly stdout: string;
  /** Standard error alone. */
  readonly stderr: string;
}

/** How a program is run. */
export interface RunOptions {
  /** The folder in which it runs. @default the current one */
  readonly cwd?: string;
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /**
   * Whether this process prints what the program prints, too; a function chooses the lines of
   * standard output.
   *
   * @default false
   */
  readonly echo?: boolean | ((line: string) => boolean);
  /** Interrupts the program (SIGINT) when it aborts. */
  readonly signal?: AbortSignal;
  /** Gets the number of the process. */
  readonly onStart?: (pid: number) => void;
}

/**
 * Runs a program and waits for its end, whatever its exit code is.
 *
 * @throws Error where the program can't be started
 */
export function run(
  command: string,
  args: readonly string[],
  { cwd, env = {}, echo = false, signal, onStart }: RunOptions = {},
): Promise<Finished> {
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    if (child.pid !== undefined) onStart?.(child.pid);
    const interrupt = () => child.kill("SIGINT");
    signal?.addEventListener("abort", interrupt, { once: true });
    if (signal?.aborted) interrupt();
    let [output, stdout, stderr] = ["", "", ""];
    const print = printer(echo);
    // Decoded by the stream, which keeps a character whole that two chunks share.
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      stdout += text;
      print(text);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      stderr += text;
      if (echo) process.stderr.write(text);
    });
    child.once("error", fail);
    child.once("close", (code) => {
      signal?.removeEventListener("abort", interrupt);
      done({ code: code ?? 1, output, stdout, stderr });
    });
  });
}

/** Prints a program's standard output; where lines are chosen, each when it is complete. */
function printer(echo: NonNullable<RunOptions["echo"]>): (text: string) => void {
  if (typeof echo === "boolean") return (text) => void (echo && process.stdout.write(text));
  let begun = "";
  return (text) => {
    const lines = (begun + text).split("\n");
    begun = lines.pop() ?? "";
    for (const line of lines.filter(echo)) process.stdout.write(`${line}\n`);
  };
}
