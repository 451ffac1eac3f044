// All files that are generated from the schemas, formatted as Prettier has them.
import { format, resolveConfig } from "prettier";
import { stackSchema } from "../../model/reference/json-schema";
import { presets } from "../../stacks/presets";
import { browserScriptFile, browserScriptModule } from "./browser-script";
import { referencePages } from "./pages";
import { pulumiYaml, pulumiYamlText } from "./pulumi-yaml";
import { typeFiles } from "./types";

/** Place of the JSON schema of a stack file. */
export const stackSchemaFile = "schema/stack.schema.json";

/** The generated files by their paths in the repository. */
export async function generatedFiles(): Promise<Record<string, string>> {
  const texts = {
    ...typeFiles(),
    ...referencePages(),
    [pulumiYaml]: pulumiYamlText(),
    [browserScriptFile]: await browserScriptModule(),
    [stackSchemaFile]: JSON.stringify(stackSchema(Object.keys(presets))),
  };
  const formatted = await Promise.all(
    Object.entries(texts).map(async ([path, text]) => [path, await formattedAs(path, text)]),
  );
  return Object.fromEntries(formatted) as Record<string, string>;
}

async function formattedAs(path: string, text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}
