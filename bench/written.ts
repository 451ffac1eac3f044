// Writes the results of a benchmark to bench/results.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { log } from "./session";

/** Writes results below bench/results, as data and as a page, and shows the page. */
export function write(name: string, results: object, page: string): void {
  const folder = join(__dirname, "results");
  const path = join(folder, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${path}.json`, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(`${path}.md`, page);
  process.stdout.write(`\n${page}\n`);
  log(`Written to ${path}.md and .json`);
}
