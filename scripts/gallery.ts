/** `npm run gallery`: writes the pages of docs/gallery. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { galleryFolder, galleryPages } from "./gallery-pages";

/** Writes the pages, and removes those of entries that were removed. */
async function main(): Promise<void> {
  const pages = await galleryPages();
  mkdirSync(galleryFolder, { recursive: true });
  for (const file of readdirSync(galleryFolder))
    if (pages[file] === undefined) rmSync(join(galleryFolder, file));
  for (const [file, text] of Object.entries(pages)) writeFileSync(join(galleryFolder, file), text);
  process.stdout.write(`Wrote ${Object.keys(pages).length} pages to ${galleryFolder}.\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`\nnpm run gallery failed: ${(error as Error).message}\n`);
  process.exitCode = 1;
});
