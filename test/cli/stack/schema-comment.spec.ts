import { expect } from "chai";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { schemaComment } from "../../../cli/stack/schema-comment";
import { Folder } from "../../support/folder";

describe("the first line of a stack file", () => {
  let folder: Folder;
  beforeEach(() => (folder = new Folder()));
  afterEach(() => folder.remove());

  const lineIn = (place?: string) => {
    if (place) mkdirSync(join(folder.path, place), { recursive: true });
    if (place) folder.write(`${place}/stack.schema.json`, "{}");
    return schemaComment(join(folder.path, "Pulumi.dev.yaml"));
  };

  it("names the schema of the project", () => {
    expect(lineIn("schema")).to.equal("# yaml-language-server: $schema=schema/stack.schema.json\n");
  });

  it("names the schema of the installed package", () => {
    expect(lineIn("node_modules/gray-release/schema")).to.equal(
      "# yaml-language-server: $schema=node_modules/gray-release/schema/stack.schema.json\n",
    );
  });

  it("is left out where no schema is known", () => {
    expect(lineIn()).to.equal("");
  });
});
