import { expect } from "chai";
import { readFileSync } from "node:fs";
import { Folder } from "../../support/folder";
import { gray } from "../../support/gray-in-process";

describe("gray schema", () => {
  let folder: Folder;
  before(() => (folder = new Folder()));
  after(() => folder.remove());

  it("prints the JSON schema that the stack files of this project name, and needs no file", async () => {
    const { code, stdout, stderr } = await gray(folder.path, "schema");
    expect([code, stderr]).to.deep.equal([0, ""]);
    expect(JSON.parse(stdout)).to.deep.equal(
      JSON.parse(readFileSync("schema/stack.schema.json", "utf8")),
    );
  });
});
