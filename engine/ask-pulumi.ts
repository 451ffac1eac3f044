import { runPulumi } from "./pulumi";

/**
 * What `pulumi` answers on standard output.
 *
 * @throws Error that says why it gives no answer; without what it printed there, which may be secret
 */
export async function askPulumi(...args: string[]): Promise<string> {
  const what = `pulumi ${args.slice(0, 2).join(" ")}`;
  const { code, output, stdout } = await runPulumi("pulumi", args).catch((error: Error) => {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new Error(missing ? "pulumi is not on the PATH" : `${what}: ${error.message}`, {
      cause: error,
    });
  });
  if (code === 0) return stdout;
  const told = output.replace(stdout, "").trim();
  throw new Error(`${what} ended with ${code}${told && `: ${told}`}`);
}
