import { join } from "node:path";
import { expect } from "chai";
import { checkFile } from "../../../cli/stack/check-file";
import { Folder } from "../../support/folder";
import { gray } from "../../support/gray-in-process";

/** Helloworld under a host of its own: nothing to find. */
const clean = `config:
  gray-release:release: helloworld
  gray-release:hosts: [hello.example]
  gray-release:clusters:
    - name: west
    - name: east
`;

/** Under every host, which is worth knowing. */
const doubtful = clean.replace("  gray-release:hosts: [hello.example]\n", "");

const broken = `${clean}  gray-release:weights:
    helloworld:
      v1: 80
      v3: 20
`;

describe("gray check", () => {
  let folder: Folder;
  before(() => {
    folder = new Folder();
    folder.write("Pulumi.dev.yaml", doubtful);
    folder.write("Pulumi.prod.yaml", broken);
    folder.write("Pulumi.clean.yaml", clean);
    folder.write("Pulumi.yaml", "name: gray-release\n");
    folder.write("odd.yaml", "config: [\n");
  });
  after(() => folder.remove());

  const check = (...args: string[]) => gray(folder.path, "check", ...args);

  it("ends with 0 where nothing is refused, and tells what is worth knowing", async () => {
    const { code, stdout } = await check();
    expect(code).to.equal(0);
    expect(stdout).to.match(/^Pulumi\.dev\.yaml: 2 infos\n\n {2}info {5}GR226 {2}gray-release:rel/);
  });

  it("ends with 1 from the severity on that is asked for", async () => {
    expect((await check("--fail-on", "warning")).code).to.equal(0);
    expect((await check("--fail-on", "info")).code).to.equal(1);
    expect(await check("-s", "clean", "--fail-on", "info")).to.deep.equal({
      code: 0,
      stdout: "Pulumi.clean.yaml: nothing found\n",
      stderr: "",
    });
  });

  it("ends with 1 and the line where a stack has a mistake, beside others that have none", async () => {
    const { code, stdout } = await check("-s", "clean", "-s", "prod", "-o", "json");
    expect(code).to.equal(1);
    const found = JSON.parse(stdout) as { code: string; file: string; line: number }[];
    expect(found.map(({ code, file, line }) => [code, file, line])).to.deep.equal([
      ["GR107", "Pulumi.prod.yaml", 10],
    ]);
  });

  it("checks every stack of the folder", async () => {
    const { code, stdout } = await check("--all");
    expect(code).to.equal(1);
    expect(stdout.match(/^Pulumi\.\w+\.yaml: .*$/gm)).to.deep.equal([
      "Pulumi.clean.yaml: nothing found",
      "Pulumi.dev.yaml: 2 infos",
      "Pulumi.prod.yaml: 1 error",
    ]);
  });

  it("checks the file of the stack dev where no file is named", async () => {
    const { code, stdout } = await check();
    expect(code).to.equal(0);
    expect(stdout).to.match(/^Pulumi\.dev\.yaml: /);
  });

  it("ends with 2 where it is asked for every stack of a folder that has none", async () => {
    const empty = new Folder();
    const { code, stderr } = await gray(empty.path, "check", "--all");
    empty.remove();
    expect(code).to.equal(2);
    expect(stderr).to.equal("gray check: there is no Pulumi.<stack>.yaml in this folder\n");
  });

  it("ends with 2 for a severity that there is not", async () => {
    const { code, stderr } = await check("--fail-on", "fatal");
    expect(code).to.equal(2);
    expect(stderr).to.include("Allowed choices are info, warning, error.");
  });

  it("writes SARIF for a file by its path, also for one that is no YAML", async () => {
    const { code, stdout } = await check("-f", "odd.yaml", "-o", "sarif");
    expect(code).to.equal(1);
    const { runs } = JSON.parse(stdout) as { runs: { results: { ruleId: string }[] }[] };
    expect(runs[0]?.results.map(({ ruleId }) => ruleId)).to.include("GR200");
  });
});

describe("a stack file that is checked", () => {
  for (const stack of ["dev", "prod", "bookinfo", "full-link-lanes", "dubbo-canary"])
    it(`has nothing above what is worth knowing in the stack ${stack}`, () => {
      const { findings } = checkFile(join(__dirname, `../../../Pulumi.${stack}.yaml`));
      expect(findings.filter(({ severity }) => severity !== "info")).to.deep.equal([]);
    });
});
