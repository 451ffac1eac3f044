import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { compareStacks } from "../../model/diff/compare";
import { reportCases } from "../../scripts/reports/cases";
import { reportPages, reportsFolder, sidesOfCase } from "../../scripts/reports/pages";
import { diagramType } from "../support/mermaid";

describe("the reports of changes", () => {
  let pages: Readonly<Record<string, string>>;
  before(async () => {
    pages = await reportPages();
  });

  it("are what gray diff writes now", () => {
    for (const [file, text] of Object.entries(pages)) {
      const path = join(reportsFolder, file);
      const why = `${path} is not what the code makes: \`npm run reports\` writes it anew`;
      expect(readFileSync(path, "utf8") === text, why).to.equal(true);
    }
    expect(readdirSync(reportsFolder).sort()).to.deep.equal(Object.keys(pages).sort());
  });

  it("have diagrams that Mermaid's parser takes", async () => {
    const charts = Object.values(pages).flatMap((text) =>
      [...text.matchAll(/^```mermaid\n(.*?)^```$/gms)].map(([, chart = ""]) => chart),
    );
    expect(charts.length).to.be.greaterThan(2);
    for (const chart of charts) expect(await diagramType(chart)).to.equal("flowchart-v2");
  });

  for (const one of reportCases)
    it(`begin with stack files without a mistake: ${one.page}`, () => {
      const [prod] = compareStacks(sidesOfCase(one)).stacks;
      expect([prod?.change, prod?.forbidden]).to.deep.equal(["changed", []]);
      expect(prod?.findings.filter(({ finding }) => finding.severity === "error")).to.deep.equal(
        [],
      );
    });
});
