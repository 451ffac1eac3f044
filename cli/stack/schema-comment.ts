/** The line of a stack file that tells editors its JSON schema. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { projectName } from "../../model/project";

/** Where a project has the schema: this one itself, and one that installed it as a package. */
const places = ["schema/stack.schema.json", `node_modules/${projectName}/schema/stack.schema.json`];

/**
 * The first line of a stack file: the comment that YAML language servers read.
 *
 * @returns an empty text where no schema lies at a known place beside the file
 */
export function schemaComment(file: string): string {
  const place = places.find((path) => existsSync(join(dirname(file), path)));
  return place === undefined ? "" : `# yaml-language-server: $schema=${place}\n`;
}
