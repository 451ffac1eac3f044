import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { codes, severityOf, type Code, type CodeInfo } from "../../model/checks/codes";

const page = readFileSync(join(__dirname, "../../docs/checks.md"), "utf8");

/** The sections of the page by code. */
const sections = new Map(
  page
    .split(/^### /m)
    .slice(1)
    .map((text) => [text.slice(0, 5), text] as const),
);

describe("the page of all checks", () => {
  it("has a section for every code and for none other", () => {
    expect([...sections.keys()].sort()).to.deep.equal(Object.keys(codes).sort());
  });

  for (const code of Object.keys(codes) as Code[])
    it(`says of ${code} what the registry says, with an example and what to do`, () => {
      const { title, help, like }: CodeInfo = codes[code];
      const section = sections.get(code) ?? "";
      // A heading of the code alone is what the address of a rule leads to.
      expect(section).to.match(new RegExp(`^${code}\n`));
      const same = like.join(", ") || "none";
      expect(section).to.include(`**${title}** · ${severityOf(code)} · like: ${same}\n\n${help}\n`);
      expect(section).to.match(/```(yaml|text)\n[^`]+```\n/);
      expect(section).to.match(/^Fix: \S/m);
    });
});
