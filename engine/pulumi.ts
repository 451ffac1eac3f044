/** Runs the Pulumi CLI, without questions and without colours. */
import { run, type Finished, type RunOptions } from "./run";

/**
 * Runs a command of the Pulumi CLI and waits for its end, whatever its exit code is. With `echo` the command line is
 * printed, too.
 *
 * @param pulumi path of the CLI, or its name on the PATH
 * @throws Error where the CLI can't be started
 */
export function runPulumi(
  pulumi: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Finished> {
  if (options.echo) process.stdout.write(`\n$ pulumi ${args.map(quoted).join(" ")}\n`);
  return run(pulumi, [...args, "--non-interactive", "--color=never"], options);
}

/**
 * Asks the `pulumi` on the PATH something, and gives its answer: what it prints on standard output.
 *
 * @throws Error that says why there is no answer; without what standard output held, which may be secret
 */
export async function askPulumi(...args: string[]): Promise<string> {
  const command = `pulumi ${args.slice(0, 2).join(" ")}`;
  const { code, stdout, stderr } = await runPulumi("pulumi", args).catch((error: Error) => {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new Error(missing ? "pulumi is not on the PATH" : `${command}: ${error.message}`, {
      cause: error,
    });
  });
  if (code === 0) return stdout;
  const reason = stderr.trim();
  throw new Error(`${command} ended with ${code}${reason && `: ${reason}`}`);
}

function quoted(arg: string): string {
  return /^[-\w./=:@]+$/.test(arg) ? arg : `'${arg}'`;
}
