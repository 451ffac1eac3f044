/** The README and the pages for users: short, with a picture first, and with samples that work. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { commands } from "../../cli/subcommands";
import { checkText } from "../../cli/stack/check-file";
import { Folder } from "../support/folder";
import { gray } from "../support/gray-in-process";
import { diagramType } from "../support/mermaid";

const root = join(__dirname, "../..");
const read = (page: string) => readFileSync(join(root, page), "utf8");
const readme = read("README.md");

const pages = [
  "README.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** The code blocks of a page, with their language. */
const blocks = (text: string) =>
  [...text.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, language = "", code = ""]) => ({
    language,
    code,
  }));

describe("the README", () => {
  it("has fewer than 150 lines", () => {
    expect(readme.trimEnd().split("\n").length).to.be.below(150);
  });

  it("begins with a picture that Mermaid's parser takes", async () => {
    const [first] = blocks(readme);
    expect(first?.language).to.equal("mermaid");
    expect(await diagramType(first?.code ?? "")).to.equal("flowchart-v2");
    expect(readme.indexOf("```mermaid")).to.be.below(readme.indexOf("\n- "));
  });

  it("shows the diagram that gray plan prints", async () => {
    const folder = new Folder();
    folder.write("Pulumi.dev.yaml", read("Pulumi.dev.yaml"));
    const { stdout } = await gray(folder.path, "plan", "-o", "diagram");
    folder.remove();
    expect(readme).to.contain(`$ npx gray plan -o diagram\n${stdout}`);
  });
});

describe("the pages for users", () => {
  it("are all listed in docs/README.md", () => {
    const index = read("docs/README.md");
    const names = pages
      .map((page) => page.replace("docs/", ""))
      .filter((name) => name !== "README.md");
    expect(names.filter((name) => !index.includes(`(${name})`))).to.deep.equal([]);
  });

  for (const page of pages) {
    const files = blocks(read(page)).filter(({ code }) => /^# Pulumi\.\w+\.yaml\n/.test(code));
    for (const [i, { code }] of files.entries())
      it(`${page} has a stack file without a mistake, number ${i + 1}`, () => {
        const { findings } = checkText("Pulumi.page.yaml", code);
        expect(findings.filter(({ severity }) => severity !== "info")).to.deep.equal([]);
      });
  }

  it("name commands of gray that exist, with npx before them", () => {
    const words = [...commands, ...commands.map((name) => name.split(" ")[0])];
    const named = pages.flatMap((page) => [
      ...read(page).matchAll(/npx gray ((?:rollout (?=\w))?\w+)/g),
    ]);
    expect(named.length).to.be.greaterThan(20);
    expect(named.map(([, name]) => name).filter((name) => !words.includes(name))).to.deep.equal([]);
  });

  for (const name of commands)
    it(`say of gray ${name} what its help says`, async () => {
      const folder = new Folder();
      const { stdout } = await gray(folder.path, ...name.split(" "), "--help");
      folder.remove();
      // A terminal's width decides where lines end.
      const words = (text: string) => text.trim().replace(/\s+/g, " ");
      const helps = blocks(read("docs/commands.md")).map(({ code }) => words(code));
      const why = `docs/commands.md: put the output of \`npx gray ${name} --help\` into its section`;
      expect(helps.includes(words(stdout)), why).to.equal(true);
    });
});
