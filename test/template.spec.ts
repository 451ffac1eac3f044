// The template for `pulumi new`: its program is type-checked with the checkout.
import { cpSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { gray } from "./support/gray-in-process";
import { Folder } from "./support/folder";

interface Packages {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

const packages = (path: string) =>
  JSON.parse(readFileSync(resolve(__dirname, "..", path), "utf8")) as Packages;

describe("the template of a project", () => {
  const ours = packages("package.json");
  const its = packages("template/package.json");

  it("has the packages that the checkout is tested with", () => {
    const { "gray-release": packed, ...others } = { ...its.dependencies, ...its.devDependencies };
    expect(packed).to.equal(`file:gray-release-${ours.version}.tgz`);
    for (const [name, version] of Object.entries(others))
      expect(version, name).to.equal(ours.devDependencies[name]);
  });

  it("has a release and a stack file in which `gray check` finds nothing", async () => {
    const folder = new Folder();
    cpSync(resolve(__dirname, "../template"), join(folder.path, "new"), { recursive: true });
    const { code, stdout, stderr } = await gray(join(folder.path, "new"), "check", "--all");
    folder.remove();
    expect(stdout + stderr).to.contain("Pulumi.dev.yaml: nothing found");
    expect(code).to.equal(0);
  });
});
