// `gray-ci changed`: the stacks that the change under test touches.
import { readdirSync } from "node:fs";
import { run } from "../support/run.mjs";
import { goneStacks, stacksIn, touchedStacks } from "../support/stacks.mjs";

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
 * The stacks that the change touches and that have a file. Where there is nothing to compare with (a schedule, a new branch, a
 * history that was rewritten), these are all of them.
 *
 * @param {StepInput} input
 * @returns {Promise<readonly string[]>}
 * @throws Error where a stack of GRAY_STACKS has no file and the change takes none away, or the base of a pull request is not in
 *   the clone
 */
export async function changedStacks(input) {
  return (await changesOfStacks(input)).touched;
}

/**
 * The stacks that the change touches, and those whose files it takes away; GRAY_STACKS may still name these, or no longer.
 *
 * @param {StepInput} input
 * @returns {Promise<{ touched: readonly string[], gone: readonly string[] }>}
 * @throws Error as {@link changedStacks} does
 */
export async function changesOfStacks(input) {
  const { folder, stacks } = input.context;
  const found = stacksIn(readdirSync(folder));
  const files = await changedFiles(input);
  const place = files && (await folderInClone(input));
  const gone = files ? goneStacks(files, found, place) : [];
  const missing = stacks?.filter((stack) => ![...found, ...gone].includes(stack)) ?? [];
  if (missing.length > 0)
    throw new Error(
      `GRAY_STACKS names ${missing.join(", ")}, without a file Pulumi.<stack>.yaml in ${folder}`,
    );
  const all = stacks?.filter((stack) => found.includes(stack)) ?? found;
  return { touched: files ? touchedStacks(files, all, place) : all, gone };
}

/**
 * The files that the change adds, changes or takes away; undefined where there is nothing to compare with.
 *
 * @param {StepInput} input
 * @returns {Promise<readonly string[] | undefined>}
 * @throws Error where the base of a pull request is not in the clone
 */
async function changedFiles(input) {
  const { base, pull } = input.context;
  if (base === undefined) return undefined;
  const diff = await run(input, "git", [
    "diff",
    "--name-only",
    "-z",
    "--no-renames",
    `${base}...HEAD`,
    "--",
  ]);
  if (diff.code === 0) return diff.stdout.split("\0").filter((file) => file !== "");
  if (pull === undefined) return undefined;
  throw new Error(
    `${base} is not in this clone: fetch the whole history (fetch-depth: 0, GIT_DEPTH: 0).\n${diff.output}`,
  );
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
  if (!ifChanged) return stack;
  const { touched, gone } = await changesOfStacks(input);
  if (touched.includes(stack)) return stack;
  print(
    gone.includes(stack)
      ? `The change takes away the file of stack ${stack}: what it made keeps running until pulumi destroy.\n`
      : `The change does not touch stack ${stack}.\n`,
  );
  return undefined;
}
