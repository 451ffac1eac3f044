// What steps say about stacks, kept in files until the comment is written: jobs of a pipeline hand them on as artifacts.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {import("./step.d.mts").Context} Context */
/** @typedef {import("./step.d.mts").Note} Note */

/**
 * Keeps a note; the same step of the same stack replaces it.
 *
 * @param {Context} context
 * @param {Note} note
 */
export function keepNote({ notes }, note) {
  mkdirSync(notes, { recursive: true });
  writeFileSync(join(notes, `${note.step}-${note.stack ?? "all"}.json`), JSON.stringify(note));
}

/**
 * Forgets the notes of an earlier run: some services use a folder again.
 *
 * @param {Context} context
 */
export function forgetNotes({ notes }) {
  rmSync(notes, { recursive: true, force: true });
}

/**
 * All notes that were kept: reports, then previews stack by stack, in the order of their names.
 *
 * @param {Context} context
 * @returns {Note[]}
 */
export function readNotes({ notes }) {
  if (!existsSync(notes)) return [];
  const files = readdirSync(notes, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".json"),
  );
  /** @param {Note} note */
  const key = ({ step, stack = "" }) => `${step === "report" ? 0 : 1} ${stack}`;
  return files
    .map((file) => /** @type {Note} */ (JSON.parse(readFileSync(join(notes, file), "utf8"))))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/**
 * A code block whose fence is longer than any in its text.
 *
 * @param {string} text
 * @param {string} language
 */
export function codeBlock(text, language = "text") {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}`;
}
