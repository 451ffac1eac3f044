import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { galleryFolder, galleryPages } from "../../scripts/gallery-pages";
import { diagramType } from "../support/mermaid";

describe("the gallery", function () {
  let pages: Readonly<Record<string, string>>;

  before(async () => {
    pages = await galleryPages();
  });

  it("says what the presets and stack files say now", () => {
    for (const [file, text] of Object.entries(pages)) {
      const path = join(galleryFolder, file);
      const why = `${path} is not what its sources make: \`npm run gallery\` writes it anew`;
      expect(readFileSync(path, "utf8") === text, why).to.equal(true);
    }
  });

  it("has no page that nothing makes", () => {
    expect(readdirSync(galleryFolder).sort()).to.deep.equal(Object.keys(pages).sort());
  });

  it("has pictures that Mermaid's parser takes, at least one on each page", async () => {
    for (const [file, text] of Object.entries(pages)) {
      const charts = [...text.matchAll(/^```mermaid\n(.*?)^```$/gms)].map(
        ([, chart = ""]) => chart,
      );
      if (file !== "README.md") expect(charts, file).to.not.deep.equal([]);
      for (const chart of charts) expect(await diagramType(chart)).to.equal("flowchart-v2");
    }
  });

  it("is linked from page to page without a broken link", () => {
    for (const [file, text] of Object.entries(pages))
      for (const [, target = ""] of text.matchAll(/\]\(([^)#:]+)\)/g))
        expect(
          () => readFileSync(join(galleryFolder, target)),
          `${file}: ${target}`,
        ).to.not.throw();
  });
});
