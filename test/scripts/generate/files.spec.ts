import { expect } from "chai";
import { existsSync, readFileSync } from "node:fs";
import { generatedFiles } from "../../../scripts/generate/files";

describe("generated files", () => {
  it("are what the schemas say: run `npm run generate` after a change of model/schema", async () => {
    const files = await generatedFiles();
    const outdated = Object.entries(files).filter(
      ([path, text]) => !existsSync(path) || readFileSync(path, "utf8") !== text,
    );
    expect(outdated.map(([path]) => path)).to.deep.equal([]);
  });
});
