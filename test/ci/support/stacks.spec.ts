import { expect } from "chai";
import { goneStacks, stacksIn, touchedStacks } from "../../../ci/support/stacks.mjs";

const stacks = ["dev", "eu.prod"];

describe("the stacks that a change touches", () => {
  it("are those of the stack files, in the order of the stacks", () => {
    expect(touchedStacks(["Pulumi.eu.prod.yaml"], stacks)).to.deep.equal(["eu.prod"]);
    expect(touchedStacks(["Pulumi.eu.prod.yml", "Pulumi.dev.yaml"], stacks)).to.deep.equal(stacks);
  });

  it("are none for the file of a stack that is gone or left out", () => {
    expect(touchedStacks(["Pulumi.gone.yaml"], stacks)).to.deep.equal([]);
  });

  for (const file of ["index.ts", "Pulumi.yaml", "package-lock.json", "k8s/settings.yaml"])
    it(`are all of them for ${file}`, () => {
      expect(touchedStacks([file], stacks)).to.deep.equal(stacks);
    });

  for (const file of ["README.md", "docs/a.png", ".github/workflows/test.yml", "Jenkinsfile"])
    it(`are none for ${file}`, () => {
      expect(touchedStacks([file], stacks)).to.deep.equal([]);
    });

  it("of a folder are touched by its files and by packages above it, and by nothing beside it", () => {
    const of = (file: string) => touchedStacks([file], stacks, "infra/shop");
    expect(of("infra/shop/Pulumi.dev.yaml")).to.deep.equal(["dev"]);
    expect(of("Pulumi.dev.yaml")).to.deep.equal([]);
    expect(of("infra/package.json")).to.deep.equal(stacks);
    expect(of("package-lock.json")).to.deep.equal(stacks);
    expect(of("infra/cart/package.json")).to.deep.equal([]);
    expect(of("src/index.ts")).to.deep.equal([]);
  });
});

describe("the stacks whose files a change takes away", () => {
  it("are those of the folder that have no file now", () => {
    const files = ["infra/Pulumi.old.yaml", "infra/Pulumi.dev.yaml", "Pulumi.top.yaml", "a.ts"];
    expect(goneStacks(files, ["dev"], "infra")).to.deep.equal(["old"]);
    expect(goneStacks(["Pulumi.old.yml", "Pulumi.old.yaml"], [])).to.deep.equal(["old"]);
  });
});

describe("the stacks of a folder", () => {
  it("are those of its stack files, and not the project", () => {
    const names = ["Pulumi.prod.yaml", "Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.README.md"];
    expect(stacksIn(names)).to.deep.equal(["dev", "prod"]);
  });
});
