import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { codes } from "../../../model/checks/codes";

describe("the codes of problems", () => {
  for (const [code, { title, like, help }] of Object.entries(codes))
    it(`say what stands behind ${code}`, () => {
      expect(code).to.match(/^GR[0-5]\d\d$/);
      expect(title).to.match(/^[A-Z].*[^.]$/);
      expect(help).to.match(/^[A-Z].*\.$/);
      for (const other of like) expect(other).to.match(/^(KIA|IST)\d{4}$/);
    });

  it("stand in one table each: the table of all codes would hide the first of two", () => {
    const folder = join(__dirname, "../../../model/checks/codes");
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
    const written = files
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) =>
        [...readFileSync(join(folder, file), "utf8").matchAll(/^ {2}(GR\d+): \{/gm)].map(
          ([, one]) => one,
        ),
      );
    expect(written.sort()).to.deep.equal(Object.keys(codes).sort());
  });

  it("have titles of their own", () => {
    const titles = Object.values(codes).map(({ title }) => title);
    expect(new Set(titles).size).to.equal(titles.length);
  });
});
