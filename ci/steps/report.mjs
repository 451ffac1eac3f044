// `gray-ci report`: what needs no secret and no cluster, so pull requests from forks get it, too.
import { annotations } from "../support/annotations.mjs";
import { codeBlock, keepNote } from "../support/notes.mjs";
import { gray } from "../support/run.mjs";
import { changedStacks, folderInClone } from "./changed.mjs";

/** @typedef {import("../support/step.d.mts").StepInput} StepInput */
/** @typedef {import("../support/annotations.mjs").Finding} Finding */

/**
 * Checks every stack that the change touches, and shows where its traffic would go.
 *
 * @type {import("../support/step.d.mts").Step}
 */
export async function report(input) {
  const { context, print, summary } = input;
  const codes = [0];
  for (const stack of await changedStacks(input)) {
    const { code, text } = await checked(input, stack);
    codes.push(code);
    const traffic = code === 0 ? await trafficOf(input, stack) : undefined;
    keepNote(context, { stack, step: "report", text, ...(traffic ? { details: traffic } : {}) });
    summary(`## Stack ${stack}\n\n${text}\n\n${traffic?.markdown ?? ""}`);
    print(`\n${traffic?.text ?? ""}\n`);
  }
  return Math.max(...codes);
}

/**
 * What `gray check` says about a stack: for the log, the lines of the pull request, and the comment.
 *
 * @param {StepInput} input
 * @param {string} stack
 */
async function checked(input, stack) {
  const { code, stdout } = await gray(input, ["check", "-s", stack, "-o", "json"]);
  const findings = code === 2 ? undefined : /** @type {Finding[]} */ (JSON.parse(stdout));
  if (findings?.length === 0) {
    input.print(`Stack ${stack}: nothing found.\n`);
    return { code, text: "Check: nothing found." };
  }
  const { output } = await gray(input, ["check", "-s", stack], { echo: true });
  if (input.context.annotates) input.print(annotations(findings ?? [], await folderInClone(input)));
  return { code, text: `**Check:**\n\n${codeBlock(output)}` };
}

/**
 * @param {StepInput} input
 * @param {string} stack
 */
async function trafficOf(input, stack) {
  const { code, stdout } = await gray(input, ["plan", "-s", stack, "-o", "diagram"]);
  return code === 0 ? { title: "Traffic", text: stdout, markdown: codeBlock(stdout) } : undefined;
}
