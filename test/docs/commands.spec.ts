/** The commands that package.json files name. */
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const root = join(__dirname, "../..");

describe("the commands of the packages", () => {
  for (const folder of ["", "lab"])
    it(`are executable in ${folder || "the root"}, as npm makes them: git would show a change`, () => {
      const text = readFileSync(join(root, folder, "package.json"), "utf8");
      const { bin = {} } = JSON.parse(text) as { bin?: Readonly<Record<string, string>> };
      const modes = Object.values(bin).map(
        (file) => statSync(join(root, folder, file)).mode & 0o111,
      );
      expect(modes).to.deep.equal(modes.map(() => 0o111));
    });
});
