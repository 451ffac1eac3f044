/** Formats and writes generated Markdown pages of docs/. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as prettier from "prettier";

/** Generated pages by file name. */
export type Pages = Readonly<Record<string, string>>;

/** The text of a page in the form in which the project's formatter leaves it. */
export async function formatted(file: string, text: string): Promise<string> {
  return prettier.format(text, { ...(await prettier.resolveConfig(file)), parser: "markdown" });
}

/** The pages of a folder, formatted. */
export async function formattedPages(
  folder: string,
  pages: readonly (readonly [file: string, text: string])[],
): Promise<Pages> {
  const all = pages.map(
    async ([file, text]) => [file, await formatted(join(folder, file), text)] as const,
  );
  return Object.fromEntries(await Promise.all(all));
}

/** Writes the pages of a folder, and removes those that nothing makes any more. */
export function writePages(folder: string, pages: Pages): void {
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) if (pages[file] === undefined) rmSync(join(folder, file));
  for (const [file, text] of Object.entries(pages)) writeFileSync(join(folder, file), text);
  process.stdout.write(`Wrote ${Object.keys(pages).length} pages to ${folder}.\n`);
}
