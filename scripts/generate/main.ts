/**
 * Writes everything that is generated from the schemas of a release and of a stack's config: types,
 * the JSON schema for editors, Pulumi.yaml's config section and the reference pages.
 *
 * Usage: npm run generate
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { generatedFiles } from "./files";

async function main(): Promise<void> {
  for (const [path, text] of Object.entries(await generatedFiles())) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
}

void main();
