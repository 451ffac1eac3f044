// Writes the config section of Pulumi.yaml; the rest of that file is by hand.
import { readFileSync } from "node:fs";
import { stringify } from "yaml";
import { shapeOf } from "../../model/reference/shape";
import { configKey } from "../../model/project";
import { configFields } from "../../model/schema/config";
import type { Field, Fields } from "../../model/schema/note";

/** Pulumi's file of the project. */
export const pulumiYaml = "Pulumi.yaml";

const begin = "  # Generated from model/schema/config.ts by `npm run generate`: begin";
const end = "  # Generated: end";

/**
 * The file with its config section anew.
 *
 * @throws Error where the file has lost its marks
 */
export function pulumiYamlText(): string {
  const text = readFileSync(pulumiYaml, "utf8");
  const [before, after] = [text.indexOf(begin), text.indexOf(end)];
  if (before < 0 || after < before) throw new Error(`${pulumiYaml} has lost the line "${begin}"`);
  return `${text.slice(0, before)}${begin}\n${section()}${text.slice(after)}`;
}

/**
 * The keys that Pulumi shall know. It demands every key without a default, and hands the defaults of
 * all others over as if a user had set them: so only keys without effect when empty can be here.
 */
function section(): string {
  const fields: Fields = configFields;
  const declared = Object.entries(fields).flatMap(([key, field]) => {
    const empty = JSON.stringify(field.default) === "{}";
    // This project declares no release of its own.
    const needed = !field.optional || key === "release";
    return empty || needed ? [[configKey(key), declaration(field, empty)]] : [];
  });
  return (
    stringify(Object.fromEntries(declared), { lineWidth: 0 }).replace(/^/gm, "  ").trimEnd() + "\n"
  );
}

function declaration(field: Field, empty: boolean) {
  const { kind } = shapeOf(field.schema).form;
  const example = flow(field.example);
  const description = `${field.says}${example ? ` Example: ${example}` : ""}`;
  return {
    ...(kind === "list" && { type: "array", items: { type: "object" } }),
    ...(kind === "record" && { type: "object" }),
    ...(empty && { default: {} }),
    description,
  };
}

function flow(example: unknown): string {
  if (example === undefined) return "";
  const options = { collectionStyle: "flow", lineWidth: 0, flowCollectionPadding: false } as const;
  return stringify(example, options).trim();
}
