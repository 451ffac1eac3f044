// `gray-ci drift <stack>`: what another field manager changed in the clusters since the last update.
import { codeBlock } from "../support/notes.mjs";
import { gray, withKubeconfig } from "../support/run.mjs";
import { stackToDo } from "./changed.mjs";

/**
 * Runs `gray drift`; its exit code fails the job where there is drift, so that the service tells its owners.
 *
 * @type {import("../support/step.d.mts").Step}
 */
export async function drift(input) {
  const stack = await stackToDo(input);
  if (stack === undefined) return 0;
  const { code, output } = await withKubeconfig((env) =>
    gray(input, ["drift", "-s", stack], { echo: true, env }),
  );
  input.summary(`## Drift of ${stack}\n\n${codeBlock(output)}`);
  return code;
}
