// Source files stay short and folders small enough to be read as a list. Generated files are exempt.
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";

const root = resolve(__dirname, "..");

const mostLines = 350;
const mostFiles = 25;

/** Folders without sources of this project, and those with generated sources. */
const left = [
  "node_modules",
  "dist",
  ".git",
  ".lab",
  ".pulumi-state",
  join("bench", ".work"),
  join("model", "istio"),
];

/** Each folder below `folder` with its source files. */
function* sources(folder: string): Generator<{ folder: string; files: string[] }> {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  const files = entries.filter((one) => one.isFile() && /\.[cm]?[jt]s$/.test(one.name));
  yield { folder, files: files.map(({ name }) => join(folder, name)) };
  for (const { name } of entries.filter((one) => one.isDirectory()))
    if (!left.includes(join(folder, name))) yield* sources(join(folder, name));
}

const folders = [...sources("")];

describe("the sources", () => {
  it(`have at most ${mostLines} lines each`, () => {
    const lengths = folders
      .flatMap(({ files }) => files)
      .map((file) => ({
        file,
        lines: readFileSync(join(root, file), "utf8").split("\n").length - 1,
      }));
    expect(lengths.length).to.be.greaterThan(500);
    expect(lengths.filter(({ lines }) => lines > mostLines)).to.deep.equal([]);
  });

  it(`lie in folders of at most ${mostFiles} files`, () => {
    const crowded = folders.filter(({ files }) => files.length > mostFiles);
    expect(crowded.map(({ folder, files }) => `${folder}: ${files.length}`)).to.deep.equal([]);
  });
});
