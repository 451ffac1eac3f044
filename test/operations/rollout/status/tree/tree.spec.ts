// The tree of a rollout's status, drawn from records that a driver wrote.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect } from "chai";
import stringWidth from "string-width";
import { treeLines } from "../../../../../operations/rollout/status/tree/tree";
import { phases, treesFolder, treesOf } from "./phases";

describe("the tree of a rollout", () => {
  for (const name of Object.keys(phases))
    it(`is drawn as kept in ${treesFolder} in the phase ${name}: else, npm run trees`, async () => {
      const trees = await treesOf(name);
      for (const [file, tree] of Object.entries(trees)) {
        const kept = join(treesFolder, file);
        expect(tree, file).to.equal(existsSync(kept) ? readFileSync(kept, "utf8") : "");
        const width = file.includes(".80.") ? 80 : 140;
        for (const line of tree.split("\n"))
          expect(stringWidth(line), `${file}: ${line}`).to.be.at.most(width);
      }
      // No colour tells what no sign or word tells.
      for (const width of [80, 140])
        expect(stripVTControlCharacters(trees[`${name}.${width}.ansi`]!)).to.equal(
          trees[`${name}.${width}.txt`],
        );
    });

  it("is explained in docs/rollouts.md by one that is kept", () => {
    const kept = readFileSync(join(treesFolder, "analysis.80.txt"), "utf8");
    expect(readFileSync("docs/rollouts.md", "utf8")).to.contain(`\n${kept}\`\`\`\n`);
  });

  it("is kept for no other phase", () => {
    const kept = new Set(readdirSync(treesFolder).map((file) => file.split(".")[0]));
    expect([...kept].sort()).to.deep.equal(Object.keys(phases).sort());
  });

  it("shows 100 clusters on a screen, named ones by themselves, and all of them where asked", async () => {
    const report = await phases["100-clusters"]!();
    const lines = (all: boolean, ...named: string[]) =>
      treeLines({ report, unfolded: { all, named } }, { width: 80, colours: false });
    const short = lines(false);
    expect(short.length).to.be.at.most(50);
    expect(short.join("\n")).to.match(/! edge-041: current, the new version looks worse here/);
    expect(short.join("\n")).to.contain("✔ 97 clusters (edge-001, edge-002 … edge-100)");
    expect(lines(false, "edge-070").join("\n"))
      .to.match(/✔ edge-070: current\n/)
      .and.to.contain("✔ 96 clusters");
    const all = lines(true).join("\n");
    for (const { name } of report.clusters) expect(all).to.match(new RegExp(`. ${name}: `));
  });

  it("tells since when a cluster is away, and gives the narrowest terminal all words", async () => {
    const report = await phases.waves!();
    const question = { report, unfolded: { all: false, named: [] } };
    const awaySince = { east: new Date(Date.parse(report.now) - 42_000).toISOString() };
    const lines = treeLines({ ...question, awaySince }, { width: 80, colours: false });
    expect(lines.join("\n")).to.contain("✖ east: away, for 42s, connect ETIMEDOUT");
    const words = (width: number) =>
      treeLines(question, { width, colours: false })
        .join(" ")
        .match(/[a-z][a-z-]+/g)
        ?.join("");
    expect(words(40)).to.equal(words(400));
  });
});
