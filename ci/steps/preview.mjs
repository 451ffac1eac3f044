// `gray-ci preview <stack>`: what the engine would change, for the comment.
import { codeBlock, keepNote } from "../support/notes.mjs";
import { pulumi } from "../support/run.mjs";
import { stackToDo } from "./changed.mjs";

/**
 * Runs `pulumi preview`. A run without access to the state (a fork, or not set up yet) says so, and does nothing.
 *
 * @type {import("../support/step.d.mts").Step}
 */
export async function preview(input) {
  const { context, summary, print } = input;
  const stack = await stackToDo(input);
  if (stack === undefined) return 0;
  if (!hasAccess(process.env)) {
    const text =
      "No preview: this run has neither `PULUMI_ACCESS_TOKEN` nor `PULUMI_CONFIG_PASSPHRASE` (a fork, or the secrets are not set up yet).";
    keepNote(context, { stack, step: "preview", text });
    print(`${text}\n`);
    return 0;
  }
  const { code, output } = await pulumi(input, ["preview", "--diff"], stack);
  const text =
    code === 0 ? `Preview: ${countsIn(output)}.` : "**The preview failed.** Unfold what it said:";
  const details = { title: "pulumi preview", markdown: codeBlock(output) };
  keepNote(context, { stack, step: "preview", text, details });
  summary(`## Preview of ${stack}\n\n${text}\n\n${details.markdown}`);
  return code === 0 ? 0 : 2;
}

/**
 * Whether a run may read the state: both kinds of secrets that the engine knows are looked for, by variable and by file.
 *
 * @param {Readonly<Record<string, string | undefined>>} env
 */
const hasAccess = (env) =>
  ["PULUMI_ACCESS_TOKEN", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"].some(
    (name) => env[name],
  );

/**
 * The engine's count of what changes, such as "2 to update, 36 unchanged".
 *
 * @param {string} output of a preview
 */
export function countsIn(output) {
  const [, block = ""] = /^Resources:\n((?: {4}.*\n?)+)/m.exec(output) ?? [];
  const counts = [...block.matchAll(/(\d+) (?:to [a-z-]+|unchanged)/g)].map(([count]) => count);
  return counts.length > 0 ? counts.join(", ") : "the engine counted nothing";
}
