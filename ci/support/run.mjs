// Runs git, gray and pulumi for a step: prints what they print, without secrets, and hands an interruption on.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {import("./step.d.mts").StepInput} StepInput */

/**
 * How a program ended.
 *
 * @typedef {object} Ended
 * @property {number} code its exit code, or 1 after a signal
 * @property {string} stdout
 * @property {string} output standard output and standard error, in the order in which they came
 */

const grayCommand = fileURLToPath(new URL("../../cli/gray.cjs", import.meta.url));

/**
 * Runs a program in the folder of the stacks. A service that cancels a job sends a signal: the program gets it, and has
 * the time to end well, since an engine that is killed leaves its lock on the state.
 *
 * @param {StepInput} input
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ echo?: boolean, env?: Readonly<Record<string, string>> }} [options] `echo`: also print it
 * @returns {Promise<Ended>}
 * @throws Error where the program can't be started
 */
export function run({ context, hide, print }, command, args, { echo = false, env = {} } = {}) {
  // Programs and the plugins that they start get the file of the kubeconfig, not its text.
  const { GRAY_KUBECONFIG: _, ...environment } = process.env;
  return new Promise((done, fail) => {
    const child = spawn(command, args, {
      cwd: context.folder,
      env: { ...environment, NO_COLOR: "1", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    /** @param {NodeJS.Signals} signal */
    const forward = (signal) => void child.kill(signal);
    process.on("SIGINT", forward).on("SIGTERM", forward);
    let [stdout, output, begun] = ["", "", ""];
    /** @param {string} text */
    const take = (text) => {
      output += text;
      if (!echo) return;
      // Whole lines alone, so that no secret is cut in two.
      const lines = (begun + text).split("\n");
      begun = lines.pop() ?? "";
      for (const line of lines) print(`${line}\n`);
    };
    child.stdout.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
      stdout += text;
      take(text);
    });
    child.stderr.setEncoding("utf8").on("data", take);
    child.once("error", (/** @type {NodeJS.ErrnoException} */ error) =>
      fail(error.code === "ENOENT" ? new Error(`${command} is not on the PATH`) : error),
    );
    child.once("close", (code) => {
      process.off("SIGINT", forward).off("SIGTERM", forward);
      if (begun !== "") print(`${begun}\n`);
      done({ code: code ?? 1, stdout: hide(stdout), output: hide(output) });
    });
  });
}

/**
 * Runs the `gray` of this package.
 *
 * @param {StepInput} input
 * @param {readonly string[]} args
 * @param {{ echo?: boolean, env?: Readonly<Record<string, string>> }} [options]
 */
export const gray = (input, args, options) =>
  run(input, process.execPath, [grayCommand, ...args], options);

/**
 * Runs `pulumi` for a stack, without questions and colours, and with the policy packs of this run.
 *
 * @param {StepInput} input
 * @param {readonly string[]} args
 * @param {string} stack
 */
export function pulumi(input, args, stack) {
  const packs = input.context.policyPacks.flatMap((folder) => ["--policy-pack", folder]);
  const all = [...args, "--stack", stack, ...packs, "--non-interactive", "--color=never"];
  return withKubeconfig((env) => run(input, "pulumi", all, { echo: true, env }));
}

/**
 * Does something while the kubeconfig of the variable GRAY_KUBECONFIG stands in a file that this user alone can read, and takes
 * the file away again.
 *
 * @template T
 * @param {(env: Readonly<Record<string, string>>) => Promise<T>} use gets the variables that name the file
 * @returns {Promise<T>}
 */
export async function withKubeconfig(use) {
  const text = process.env.GRAY_KUBECONFIG;
  if (!text) return use({});
  const folder = mkdtempSync(join(tmpdir(), "gray-ci-"));
  try {
    const file = join(folder, "kubeconfig");
    writeFileSync(file, text, { mode: 0o600 });
    return await use({ KUBECONFIG: file });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
