import { expect } from "chai";
import { join } from "node:path";
import { parseStackConfig, releaseModule } from "../../../cli/stack/program";
import { checkText } from "../../../cli/stack/check-file";
import { Folder } from "../../support/folder";

const release = {
  name: "shop",
  namespace: "shop",
  services: { cart: { port: 80, versions: { v1: { image: "a:1" } }, weights: { v1: 100 } } },
};
const clusters = [{ name: "west", context: "kind-west" }];

describe("the release that a program declares itself", () => {
  let folder: Folder;
  let file: string;

  beforeEach(() => {
    folder = new Folder();
    file = folder.write("Pulumi.dev.yaml", "config: {}");
  });

  afterEach(() => folder.remove());

  /** Writes the package.json beside the stack file, and the module of the release. */
  function declare(code: string, name = "release.js") {
    folder.write("package.json", JSON.stringify({ "gray-release": { release: `./${name}` } }));
    folder.write(name, code);
  }

  const settings = (config: object) => {
    const parsed = parseStackConfig(file, { clusters, ...config });
    if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems));
    return parsed.settings;
  };

  it("is the export `release` of the module, or the default one", () => {
    for (const where of ["exports.release", "exports.default"]) {
      declare(`${where} = ${JSON.stringify(release)};`, `${where}.js`);
      expect(settings({}).release.name).to.equal("shop");
    }
  });

  it("may be a function of the stack's config", () => {
    declare(
      `exports.release = ({ namespace }) => ({ ...${JSON.stringify(release)}, name: namespace });`,
    );
    expect(settings({ namespace: "blue" }).release.name).to.equal("blue");
  });

  it("is changed by the config, as a preset is", () => {
    declare(`exports.release = ${JSON.stringify(release)};`);
    const versions = { cart: { v2: { image: "a:2" } } };
    const weights = { cart: { v1: 60, v2: 40 } };
    expect(settings({ versions, weights }).release.services.cart?.weights).to.deep.equal({
      v1: 60,
      v2: 40,
    });
    const { findings } = parseStackConfig(file, { clusters, versions, weights });
    expect(findings.map(({ code }) => code)).to.not.include("GR019");
  });

  it("counts for nothing where the stack names a release itself", () => {
    declare("throw new Error('it was loaded');");
    expect(settings({ release }).release.name).to.equal("shop");
    expect(releaseModule(file, { release })).to.equal(undefined);
  });

  it("is none where no package.json names it", () => {
    expect(releaseModule(file, {})).to.equal(undefined);
    folder.write("package.json", "{}");
    expect(releaseModule(file, {})).to.equal(undefined);
  });

  it("has its mistakes in the module, and the stack's in the stack file", () => {
    const services = { cart: { ...release.services.cart, port: "80" } };
    declare(`exports.release = ${JSON.stringify({ ...release, services })};`);
    const text =
      "config:\n  gray-release:clusters: [{ name: west, context: a }]\n  gray-release:hots: []\n";
    const { findings } = checkText(file, text);
    expect(findings.map((one) => [one.path, one.file, one.line])).to.have.deep.members([
      ["release.services.cart.port", join(folder.path, "release.js"), 1],
      ["gray-release:hots", file, 3],
    ]);
  });

  it("is refused with the reason where the module is missing or exports none", () => {
    declare("exports.relaese = {};");
    expect(() => settings({})).to.throw(/release\.js exports no release: export one by default/);
    folder.write("package.json", '{ "gray-release": { "release": "./no.js" } }');
    expect(() => settings({})).to.throw(/package\.json names .*no\.js, which does not exist/);
    folder.write("package.json", '{ "gray-release": "./release.js" }');
    expect(() => settings({})).to.throw('must have the form { "release": "./release.ts" }');
  });
});
