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

describe("an edit of a stack file of another project", () => {
  it("leaves that project's own keys alone", () => {
    const folder = new Folder();
    folder.write("Pulumi.yaml", "name: shop\nruntime: nodejs\n");
    const text = "config:\n  weights: mine\n";
    const path = folder.write("Pulumi.dev.yaml", text);
    editStackFile(path, [{ path: ["weights", "web"], value: { v1: 100 } }]).write();
    const after = readFileSync(path, "utf8");
    folder.remove();
    expect(after).to.equal(`${text}  gray-release:weights:\n    web: {v1: 100}\n`);
  });
});

describe("an edit of a stack file with anchors and merge keys", () => {
  const all = { v1: 100 };
  const web = { path: ["weights", "web"], value: all };
  const head = "config:\n";

  it("leaves what an alias stands for where only the alias is changed", () => {
    const text = `${head}  gray-release:weights:\n    cart: &split {v1: 80, v2: 20}\n    web: *split\n`;
    const { after, config } = edited(text, web);
    expect(after).to.equal(text.replace("*split", "{v1: 100}"));
    expect(config.weights).to.deep.equal({ cart: { v1: 80, v2: 20 }, web: all });
  });

  it("gives an anchor to the first alias where the anchor's own value is changed", () => {
    const text = `${head}  gray-release:weights:\n    web: &split {v1: 80, v2: 20}\n    cart: *split\n    api: *split\n`;
    expect(edited(text, web).after).to.equal(
      `${head}  gray-release:weights:\n    web: {v1: 100}\n    cart: &split {v1: 80, v2: 20}\n    api: *split\n`,
    );
  });

  it("changes both where both are to be changed", () => {
    const text = `${head}  gray-release:weights:\n    web: &split {v1: 80, v2: 20}\n    cart: *split\n`;
    const { after } = edited(text, web, { path: ["weights", "cart"], value: all });
    expect(after).to.equal(
      `${head}  gray-release:weights:\n    web: {v1: 100}\n    cart: {v1: 100}\n`,
    );
  });

  it("writes a value beside the merge key that brings another one", () => {
    const text = `${head}  gray-release:release:
    services:
      web: &service
        port: 80
        weights: {v1: 80, v2: 20}
      cart:
        <<: *service # as web
        port: 90
`;
    const path = ["release", "services", "cart", "weights"];
    const { after, config } = edited(text, { path, value: all });
    expect(after).to.equal(`${text}        weights: {v1: 100}\n`);
    expect(config.release).to.deep.equal({
      services: {
        web: { port: 80, weights: { v1: 80, v2: 20 } },
        cart: { port: 90, weights: all },
      },
    });
  });

  it("keeps what a merge brings elsewhere, if need be by copies", () => {
    const text = `${head}  gray-release:release:
    services:
      web: &service
        weights: {v1: 80, v2: 20} # since Monday
      cart: {<<: *service, port: 90}
`;
    const path = ["release", "services", "web", "weights"];
    const { after, config } = edited(text, { path, value: all });
    expect(config.release).to.deep.equal({
      services: { web: { weights: all }, cart: { weights: { v1: 80, v2: 20 }, port: 90 } },
    });
    expect(after).to.contain("weights: {v1: 100} # since Monday").and.to.not.contain("*service");
  });

  it("removes a value that an alias or a merge key brings", () => {
    const text = `${head}  gray-release:clusters:
    - &west {name: west, weights: {web: {v1: 50, v2: 50}}}
    - {<<: *west, name: east}
`;
    const { after, config } = edited(text, { path: ["clusters", 1, "weights", "web"] });
    expect(config.clusters).to.deep.equal([
      { name: "west", weights: { web: { v1: 50, v2: 50 } } },
      { name: "east" },
    ]);
    expect(after).to.contain("weights: {web: {v1: 50, v2: 50}}");
  });

  it("leaves the text of all other values as it is", () => {
    const text = `${head}  aws:account: 0123456 # as it was
  aws:on: yes
  gray-release:ready: 1e2
  gray-release:weights: {web: {v1: 80.0, 2: 20}, "0041": {}}
`;
    const { after } = edited(text, { path: ["weights", "cart"], value: { "0041": 100, yes: 0 } });
    expect(after).to.equal(text.replace('"0041": {}', '"0041": {}, cart: {"0041": 100, "yes": 0}'));
  });

  it("changes a key that holds JSON in a text", () => {
    const text = `${head}  gray-release:weights: '{"web":{"v1":80,"v2":20}}'\n`;
    expect(edited(text, web).config.weights).to.deep.equal({ web: all });
  });
});
