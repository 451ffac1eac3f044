import { readFileSync } from "node:fs";
import { expect } from "chai";
import { editStackFile } from "../../../cli/stack/edit";
import type { ConfigChange } from "../../../operations/abort/config-changes";
import { Folder } from "../../support/folder";

const file = `# the shop
config:
  gray-release:release: shop
  gray-release:clusters:
    - name: west
      weights: {web: {v1: 50, v2: 50}}
  gray-release:weights:
    web: {v1: 80, v2: 20} # since Monday
    cart: {v1: 100}
`;

function edited(text: string, ...changes: ConfigChange[]) {
  const folder = new Folder();
  const path = folder.write("Pulumi.shop.yaml", text);
  const { config, write } = editStackFile(path, changes);
  const before = readFileSync(path, "utf8");
  write();
  const after = readFileSync(path, "utf8");
  folder.remove();
  expect(before, "written too early").to.equal(text);
  return { config, after };
}

describe("an edit of a stack file", () => {
  it("changes values, and keeps comments, order and form", () => {
    const { config, after } = edited(file, { path: ["weights", "web"], value: { v1: 100 } });
    expect(after).to.equal(file.replace("{v1: 80, v2: 20} #", "{v1: 100} #"));
    expect(config.weights).to.deep.equal({ web: { v1: 100 }, cart: { v1: 100 } });
  });

  it("removes a value, with the mapping that it was the last of", () => {
    const { after } = edited(file, { path: ["clusters", 0, "weights", "web"] });
    expect(after).to.equal(file.replace("      weights: {web: {v1: 50, v2: 50}}\n", ""));
  });

  it("makes a key that is not there, and finds one that stands without the project's name", () => {
    const { after } = edited(file, { path: ["lanes", "gray"], value: 0 });
    expect(after).to.contain("gray-release:lanes:\n    gray: 0\n");
    const short = "config:\n  weights:\n    web: {v1: 80, v2: 20}\n";
    const { after: found } = edited(short, { path: ["weights", "web"], value: { v1: 100 } });
    expect(found).to.equal("config:\n  weights:\n    web: {v1: 100}\n");
  });
});
