import { spawn } from "node:child_process";

/** A finished command. */
export interface Finished {
  readonly code: number;
  /** Standard output and standard error, in the order in which they came. */
  readonly output: string;
  /** Standard output alone. */
  readonly stdout: string;
}

/** How a command is run. */
export interface RunOptions {
  /** The project's folder. @default the current one */
  readonly cwd?: string;
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Show the command and its output on this terminal. @default false */
  readonly echo?: boolean;
  /** Ends the command with SIGINT when it aborts. */
  readonly signal?: AbortSignal;
  /** Gets the number of the process. */
  readonly onStart?: (pid: number) => void;
}

/** Runs the Pulumi CLI and waits for its end; never throws for an exit code. */
export function runPulumi(
  pulumi: string,
  args: readonly string[],
  { cwd, env = {}, echo = false, signal, onStart }: RunOptions = {},
): Promise<Finished> {
  if (echo) process.stdout.write(`\n$ pulumi ${args.map(quoted).join(" ")}\n`);
  return new Promise((done, fail) => {
    const child = spawn(pulumi, [...args, "--non-interactive", "--color=never"], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    if (child.pid !== undefined) onStart?.(child.pid);
    const interrupt = () => child.kill("SIGINT");
    signal?.addEventListener("abort", interrupt, { once: true });
    let output = "";
    let stdout = "";
    const take = (stream: NodeJS.WritableStream, out: boolean) => (chunk: Buffer) => {
      output += chunk.toString();
      if (out) stdout += chunk.toString();
      if (echo) stream.write(chunk);
    };
    child.stdout.on("data", take(process.stdout, true));
    child.stderr.on("data", take(process.stderr, false));
    child.once("error", fail);
    child.once("close", (code) => {
      signal?.removeEventListener("abort", interrupt);
      done({ code: code ?? 1, output, stdout });
    });
  });
}

function quoted(arg: string): string {
  return /^[-\w./=:@]+$/.test(arg) ? arg : `'${arg}'`;
}
