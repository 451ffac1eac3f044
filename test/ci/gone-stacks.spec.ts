// Steps of a pipeline for a change that takes away a stack's file.
import { resolve } from "node:path";
import { expect } from "chai";
import { Clone, stackFile } from "./services/clone";
import { inShell } from "./services/shell";

const command = resolve(__dirname, "../../ci/main.mjs");

describe("a change that takes away a stack's file", () => {
  let clone: Clone;
  const files = ["dev", "old"].map((name) => [`Pulumi.${name}.yaml`, stackFile("{ v1: 100 }")]);

  beforeEach(() => {
    clone = new Clone();
    clone.commit("main", Object.fromEntries(files) as Record<string, string>);
  });
  afterEach(() => clone.remove());

  const step = (words: string, variables: Readonly<Record<string, string>> = {}) =>
    inShell(`node ${command} ${words}`, clone.folder, {
      ...{ PATH: clone.path, HOME: clone.temp, CHANGE_TARGET: "main" },
      ...{ GITHUB_STEP_SUMMARY: `${clone.temp}/summary`, ...variables },
    });
  const note = () =>
    inShell(`cat ${clone.temp}/summary; rm ${clone.temp}/summary`, clone.folder, {
      PATH: clone.path,
    });
  const gone = "| `old` | its file goes; all keeps running until `pulumi destroy` |";

  it("is in the report, and is no stack to check, preview or update", async () => {
    clone.commit("removal", { "Pulumi.old.yaml": undefined });
    clone.checkOut("removal");
    expect(await step("changed")).to.include({ code: 0, output: "" });
    expect(await step("report")).to.include({ code: 0, output: "" });
    expect((await note()).output).to.include(gone);
    expect((await step("up old --if-changed")).output).to.include(
      "takes away the file of stack old",
    );
  });

  it("is in the report of a file that gets another name, beside the new one", async () => {
    clone.commit("name", { "Pulumi.old.yaml": undefined, "Pulumi.new.yaml": files[1]?.[1] });
    clone.checkOut("name");
    expect((await step("report")).code).to.equal(0);
    expect((await note()).output)
      .to.include(gone)
      .and.include("| `new` | a new environment");
  });

  it("may leave its name in GRAY_STACKS, where no other name without a file may stand", async () => {
    clone.commit("removal", { "Pulumi.old.yaml": undefined });
    clone.checkOut("removal");
    for (const names of ["dev old", "dev"]) {
      expect((await step("report", { GRAY_STACKS: names })).code, names).to.equal(0);
      expect((await note()).output, names).to.include(gone);
    }
    const odd = await step("report", { GRAY_STACKS: "dev odl" });
    expect(odd.code).to.equal(2);
    expect(odd.output).to.include("GRAY_STACKS names odl, without a file");
  });
});
