// Gathers what `npm pack -w lab` puts into the package of the lab, into lab/dist/: the lab and the tools as they are, and
// those files of the product that they import, in the same places. With --clean it removes them again: TypeScript would
// take the copies for sources.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const root = resolve(import.meta.dirname, "..");
const out = join(root, "lab", "dist");

/** Rooms that are copied as a whole. */
const rooms = ["lab", "tools"];

/** What a room has beside its sources. */
const left = ["dist", "node_modules", "package.json", "README.md"];

/**
 * All files below a folder.
 *
 * @param {string} folder
 * @returns {string[]}
 */
function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (left.includes(entry.name)) return [];
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/**
 * Adds a file, and those that it imports by a relative path, also for their types alone.
 *
 * @param {string} file
 * @param {Set<string>} found
 */
function add(file, found) {
  if (found.has(file)) return;
  found.add(file);
  if (!file.endsWith(".ts")) return;
  const imports = readFileSync(file, "utf8").matchAll(/(?:from |import\()"(\.[^"]+)"/g);
  for (const [, path = ""] of imports) {
    const target = resolve(dirname(file), path.replace(/\.js$/, ""));
    const source = [`${target}.ts`, join(target, "index.ts"), target].find(existsSync);
    if (source !== undefined) add(source, found);
  }
}

rmSync(out, { recursive: true, force: true });
if (!process.argv.includes("--clean")) {
  /** @type {Set<string>} */
  const files = new Set();
  for (const room of rooms) for (const file of filesBelow(join(root, room))) add(file, files);
  for (const file of files) {
    const copy = join(out, relative(root, file));
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(file, copy);
  }
}
