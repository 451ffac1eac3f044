// `gray-ci up <stack>`: updates a stack after a merge, once whoever guards its environment has approved.
import { codeBlock } from "../support/notes.mjs";
import { pulumi } from "../support/run.mjs";
import { stackToDo } from "./changed.mjs";

/**
 * Runs `pulumi up`. It previews first, so a refusal ends it before anything is touched.
 *
 * @type {import("../support/step.d.mts").Step}
 */
export async function up(input) {
  const stack = await stackToDo(input);
  if (stack === undefined) return 0;
  const { code, output } = await pulumi(input, ["up", "--yes"], stack);
  input.summary(
    `## Update of ${stack}\n\n${code === 0 ? "Done." : "**It failed.**"}\n\n${codeBlock(output)}`,
  );
  return code === 0 ? 0 : 2;
}
