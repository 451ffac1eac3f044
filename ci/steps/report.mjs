// `gray-ci report`: what needs no secret and no cluster, so pull requests from forks get it, too.
import { annotations } from "../support/annotations.mjs";
import { codeBlock, forgetNotes, keepNote } from "../support/notes.mjs";
import { gray } from "../support/run.mjs";
import { changesOfStacks, folderInClone } from "./changed.mjs";

/** @typedef {import("../support/step.d.mts").StepInput} StepInput */
/** @typedef {import("../support/annotations.mjs").Finding} Finding */

/**
 * Checks every stack that the change touches, and says what the change will do, also of stacks whose files it takes away. It is the first step of a pull request.
 *
 * @type {import("../support/step.d.mts").Step}
 */
export async function report(input) {
  forgetNotes(input.context);
  const { touched, gone } = await changesOfStacks(input);
  const codes = [0];
  for (const stack of touched) codes.push(await check(input, stack));
  const compared = [...touched, ...gone];
  if (compared.length > 0 && input.context.base !== undefined)
    codes.push(await compare(input, compared, input.context.base));
  return Math.max(...codes);
}

/**
 * Prints what `gray check` finds, and marks the lines of the pull request; the comparison has it for the comment.
 *
 * @param {StepInput} input
 * @param {string} stack
 */
async function check(input, stack) {
  const { code, stdout } = await gray(input, ["check", "-s", stack, "-o", "json"]);
  const findings = code === 2 ? undefined : /** @type {Finding[]} */ (JSON.parse(stdout));
  if (findings?.length === 0) {
    input.print(`Stack ${stack}: nothing found.\n`);
    return code;
  }
  await gray(input, ["check", "-s", stack], { echo: true });
  if (input.context.annotates) input.print(annotations(findings ?? [], await folderInClone(input)));
  return code;
}

/**
 * Keeps the report of `gray diff` for the comment and the job's summary. It compares all stacks together, since it tells
 * once what changes alike, and shows environments beside each other.
 *
 * @param {StepInput} input
 * @param {readonly string[]} stacks
 * @param {string} base
 */
async function compare(input, stacks, base) {
  const named = stacks.flatMap((stack) => ["-s", stack]);
  const { code, stdout, output } = await gray(input, ["diff", "--base-ref", base, ...named]);
  const text = code === 2 ? `**gray diff could not compare:**\n\n${codeBlock(output)}` : stdout;
  if (code === 2) input.print(output);
  keepNote(input.context, { step: "report", text: text.trim() });
  input.summary(text);
  return code;
}
