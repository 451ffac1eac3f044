/** `npm run reports`: writes the pages of docs/reports. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reportPages, reportsFolder } from "./pages";

/** Writes the pages, and removes those of cases that were removed. */
async function main(): Promise<void> {
  const pages = await reportPages();
  mkdirSync(reportsFolder, { recursive: true });
  for (const file of readdirSync(reportsFolder))
    if (pages[file] === undefined) rmSync(join(reportsFolder, file));
  for (const [file, text] of Object.entries(pages)) writeFileSync(join(reportsFolder, file), text);
  process.stdout.write(`Wrote ${Object.keys(pages).length} pages to ${reportsFolder}.\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`\nnpm run reports failed: ${(error as Error).message}\n`);
  process.exitCode = 1;
});
