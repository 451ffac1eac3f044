/** Runs a program in place of this one: it has the terminal, and gets its interrupts. */
import { spawn } from "node:child_process";

/**
 * Runs a program that a user talks with, and waits for its end.
 *
 * @param env variables beside those of this process
 * @returns its exit code; 1 where a signal ended it
 * @throws Error where it can't be started
 */
export async function attach(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<number> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: "inherit" });
  // A terminal sends Ctrl-C to both; this process must live until the other one has cleaned up.
  const wait = () => undefined;
  // A scheduler that ends a job sends this to one of them only. SIGINT lets the engine finish what
  // it has begun.
  const pass = () => void child.kill("SIGINT");
  process.on("SIGINT", wait).on("SIGTERM", pass);
  try {
    return await new Promise<number>((done, fail) => {
      child.once("error", fail);
      child.once("close", (code) => done(code ?? 1));
    });
  } finally {
    process.off("SIGINT", wait).off("SIGTERM", pass);
  }
}
