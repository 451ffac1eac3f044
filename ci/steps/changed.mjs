// `gray-ci changed`: the stacks that the change under test touches.
import { readdirSync } from "node:fs";
import { run } from "../support/run.mjs";
import { stacksIn, touchedStacks } from "../support/stacks.mjs";

/** @typedef {import("../support/step.d.mts").StepInput} StepInput */

/**
 * Prints them, one a line; on GitHub also as a JSON list, in the output `stacks`.
 *
 * @type {import("../support/step.d.mts").Step}
 */
export async function changed(input) {
  const stacks = await changedStacks(input);
  input.output("stacks", JSON.stringify(stacks));
  for (const stack of stacks) input.print(`${stack}\n`);
  return 0;
}

/**
 * The stacks that the change touches. Where there is nothing to compare with (a schedule, a new branch, a history that
 * was rewritten), these are all of them.
 *
 * @param {StepInput} input
 * @returns {Promise<readonly string[]>}
 * @throws Error where a stack of GRAY_STACKS has no file, or the base of a pull request is not in the clone
 */
export async function changedStacks(input) {
  const { folder, base, pull, stacks } = input.context;
  const found = stacksIn(readdirSync(folder));
  const missing = stacks?.filter((stack) => !found.includes(stack)) ?? [];
  if (missing.length > 0)
    throw new Error(
      `GRAY_STACKS names ${missing.join(", ")}, without a file Pulumi.<stack>.yaml in ${folder}`,
    );
  const all = stacks ?? found;
  if (base === undefined) return all;
  const diff = await run(input, "git", [
    "diff",
    "--name-only",
    "-z",
    "--no-renames",
    `${base}...HEAD`,
    "--",
  ]);
  if (diff.code !== 0) {
    if (pull === undefined) return all;
    throw new Error(
      `${base} is not in this clone: fetch the whole history (fetch-depth: 0, GIT_DEPTH: 0).\n${diff.output}`,
    );
  }
  const files = diff.stdout.split("\0").filter((file) => file !== "");
  return touchedStacks(files, all, await folderInClone(input));
}

/**
 * The folder of the stack files, from the root of the repository; `""` is the root.
 *
 * @param {StepInput} input
 */
export async function folderInClone(input) {
  const { stdout } = await run(input, "git", ["rev-parse", "--show-prefix"]);
  return stdout.trim().replace(/\/$/, "");
}

/**
 * The stack that a command line names, or undefined where the change does not touch it and nothing is to be done then.
 *
 * @param {StepInput} input
 * @returns {Promise<string | undefined>}
 * @throws Error where none is named
 */
export async function stackToDo(input) {
  const { stack, ifChanged, print } = input;
  if (stack === undefined) throw new Error("name the stack, as in: gray-ci preview prod");
  if (!ifChanged || (await changedStacks(input)).includes(stack)) return stack;
  print(`The change does not touch stack ${stack}.\n`);
  return undefined;
}
