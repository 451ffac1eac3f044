// The command `gray schema`: prints the JSON schema of stack files, for editors.
import { stackSchema } from "../../model/reference/json-schema";
import { presets } from "../../stacks/presets";
import { defineCommand } from "../frame/command";

/**
 * `gray schema`: the JSON schema by which an editor completes, explains and checks the keys of a
 * stack file. It reads nothing.
 */
export const schemaCommand = defineCommand({
  name: "schema",
  description: "print the JSON schema of stack files, by which editors complete and explain keys",
  options: {},
  examples: [
    "npx gray schema > stack.schema.json",
    "sed -i '1i # yaml-language-server: $schema=stack.schema.json' Pulumi.dev.yaml",
  ],
  exitCodes: { done: "printed", failed: "the command line has a mistake" },
  run: (_options, { stdout }) => {
    stdout.write(`${JSON.stringify(stackSchema(Object.keys(presets)), null, 2)}\n`);
    return "done";
  },
});
