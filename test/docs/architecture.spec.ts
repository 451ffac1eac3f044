/** The pages for contributors name files, folders and functions: this keeps those names true. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect } from "chai";
import { diagramType } from "../support/mermaid";

const root = resolve(__dirname, "../..");

const read = (page: string) => readFileSync(join(root, page), "utf8");

/** Every file of a folder that is kept in the repository, relative to the root. */
function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return skipped(entry.name) ? [] : filesBelow(path);
    return [path];
  });
}

const skipped = (name: string) => ["node_modules", "dist"].includes(name) || name.startsWith(".");

const files = filesBelow("");

const isCode = (file: string) => /\.(ts|cjs|mjs)$/.test(file);

/** Folders at the top that hold code. */
const rooms = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !skipped(entry.name))
  .map(({ name }) => name)
  .filter(
    (name) => name === "docs" || files.some((file) => file.startsWith(`${name}/`) && isCode(file)),
  );

const pages = [
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "REVIEW.md",
  "SECURITY.md",
  "CHANGELOG.md",
  // The gallery has a spec of its own.
  ...files.filter((file) => /(^|\/)README\.md$/.test(file) && !file.startsWith("docs/gallery/")),
  ".github/pull_request_template.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** Code blocks that are no diagrams hold samples: their paths need not exist. */
const withoutSamples = (text: string) => text.replace(/^```(?!mermaid)[^]*?^```$/gm, "");

/** What a page names in backticks, and what a diagram's boxes name. */
function namesIn(text: string): string[] {
  const quoted = [...text.matchAll(/`([^`\n]+)`/g)].map(([, name = ""]) => name);
  const drawn = [...text.matchAll(/\["([^"]+)"\]/g)].flatMap(([, label = ""]) =>
    label.split("<br/>"),
  );
  return [...quoted, ...drawn];
}

/** Whether a name means a file or folder of this repository. Patterns and places for a name (`<stack>`) don't. */
function isPath(name: string): boolean {
  if (!/^[\w.@-]+(\/[\w.@-]+)*\/?$/.test(name)) return false;
  const [first = ""] = name.split("/");
  const isFile = /\.(ts|cjs|mjs|md)$/.test(name);
  return isFile || (name.includes("/") && (rooms.includes(first) || existsSync(join(root, first))));
}

/** Below the page's own folder, or below the root; a bare file name may be anywhere below the page's folder. */
function exists(name: string, page: string): boolean {
  const folder = dirname(page);
  if (existsSync(join(root, folder, name)) || existsSync(join(root, name))) return true;
  const within = folder === "." ? "" : `${folder}/`;
  return (
    !name.includes("/") &&
    files.some((file) => file.startsWith(within) && file.endsWith(`/${name}`))
  );
}

/** The address of a heading on GitHub. */
const slug = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

const anchorsOf = (text: string) =>
  [...withoutSamples(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => slug(heading));

describe("the pages of this repository", () => {
  for (const page of pages) {
    it(`${page} names only files and folders that exist`, () => {
      const missing = namesIn(withoutSamples(read(page))).filter(
        (name) => isPath(name) && !exists(name, page),
      );
      expect(missing).to.deep.equal([]);
    });

    it(`${page} links only to pages and headings that exist`, () => {
      const links = [...withoutSamples(read(page)).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target = ""]) => target)
        .filter((target) => !/^[a-z]+:/.test(target));
      const broken = links.filter((target) => {
        const [path = "", anchor] = target.split("#");
        const file = path === "" ? join(root, page) : join(root, dirname(page), path);
        if (!existsSync(file)) return true;
        if (anchor === undefined || !statSync(file).isFile()) return false;
        return !anchorsOf(readFileSync(file, "utf8")).includes(anchor);
      });
      expect(broken).to.deep.equal([]);
    });
  }
});

describe("ARCHITECTURE.md", () => {
  const text = read("ARCHITECTURE.md");

  it("lists every room", () => {
    const listed = [...text.matchAll(/^\| `([\w.]+)\/?`/gm)].map(([, name]) => name);
    expect(rooms.length).to.be.greaterThan(10);
    expect(rooms.filter((room) => !listed.includes(room))).to.deep.equal([]);
  });

  for (const room of ["model", "operations"])
    it(`lists every folder of ${room}/`, () => {
      const folders = readdirSync(join(root, room), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${room}/${name}/`);
      expect(folders.length).to.be.greaterThan(5);
      expect(folders.filter((folder) => !text.includes(`| \`${folder}\``))).to.deep.equal([]);
    });

  it("has a diagram that Mermaid's parser accepts", async () => {
    const [, chart = ""] = /^```mermaid\n([^]*?)^```$/m.exec(text) ?? [];
    expect(await diagramType(chart)).to.equal("flowchart-v2");
  });

  it("names each function beside a file that declares it", () => {
    const named = sentencesOf(text).flatMap((sentence) => {
      const paths = namesIn(sentence).filter((name) => isPath(name) && isCode(name));
      const functions = namesIn(sentence).flatMap((name) => /^(\w+)\(\)$/.exec(name)?.[1] ?? []);
      return functions.map((name) => ({ name, paths }));
    });
    expect(named.length).to.be.greaterThan(20);
    const wrong = named.filter(({ name, paths }) => !paths.some((path) => declares(path, name)));
    expect(wrong).to.deep.equal([]);
  });
});

/** Boxes of a diagram, rows of a table, and sentences. */
function sentencesOf(text: string): string[] {
  const boxes = [...text.matchAll(/\["[^"]+"\]/g)].map(([box]) => box);
  const prose = text
    .replace(/^```mermaid[^]*?^```$/gm, "")
    .split(/\n(?=\||\n|\d\.|- )/)
    .flatMap((part) => (part.trim().startsWith("|") ? [part] : part.split(/[.;:] /)))
    .map((sentence) => sentence.replaceAll("\n", " "));
  return [...boxes, ...prose];
}

function declares(path: string, name: string): boolean {
  const file = join(root, path);
  if (!existsSync(file) || relative(root, file).startsWith("..")) return false;
  const source = readFileSync(file, "utf8");
  return new RegExp(
    `\\bfunction ${name}\\b|\\bconst ${name}\\b|^\\s+(async )?${name}\\(`,
    "m",
  ).test(source);
}
