import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { checkFile } from "../../../cli/stack/check-file";
import { Folder } from "../../support/folder";

const gray = join(__dirname, "../../../cli/gray.cjs");

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

describe("gray check", function () {
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

  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [gray, "check", ...args], {
      cwd: folder.path,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: undefined },
    });
    return { status, stdout, stderr };
  };

  it("ends with 0 where nothing is refused, and tells what is worth knowing", () => {
    const { status, stdout } = run();
    expect(status).to.equal(0);
    expect(stdout).to.match(/^Pulumi\.dev\.yaml: 2 infos\n\n {2}info {5}GR226 {2}gray-release:rel/);
  });

  it("ends with 1 from the severity on that is asked for", () => {
    expect(run("--fail-on", "warning").status).to.equal(0);
    expect(run("--fail-on", "info").status).to.equal(1);
    expect(run("-s", "clean", "--fail-on", "info")).to.deep.equal({
      status: 0,
      stdout: "Pulumi.clean.yaml: nothing found\n",
      stderr: "",
    });
  });

  it("ends with 1 and the line where a stack has a mistake, beside others that have none", () => {
    const { status, stdout } = run("-s", "clean", "-s", "prod", "-o", "json");
    expect(status).to.equal(1);
    const found = JSON.parse(stdout) as { code: string; file: string; line: number }[];
    expect(found.map(({ code, file, line }) => [code, file, line])).to.deep.equal([
      ["GR107", "Pulumi.prod.yaml", 10],
    ]);
  });

  it("checks every stack of the folder", () => {
    const { status, stdout } = run("--all");
    expect(status).to.equal(1);
    expect(stdout.match(/^Pulumi\.\w+\.yaml: .*$/gm)).to.deep.equal([
      "Pulumi.clean.yaml: nothing found",
      "Pulumi.dev.yaml: 2 infos",
      "Pulumi.prod.yaml: 1 error",
    ]);
  });

  it("ends with 2 where there is no such file, and says so", () => {
    const { status, stdout, stderr } = run("-s", "nowhere");
    expect([status, stdout]).to.deep.equal([2, ""]);
    expect(stderr).to.include(
      "gray check: can't read the stack file Pulumi.nowhere.yaml: there is no such file",
    );
  });

  it("ends with 2 where it does not understand what is asked for", () => {
    expect(run("--colour").status).to.equal(2);
    expect(run("-o", "xml").status).to.equal(2);
  });

  it("writes SARIF for a file by its path, also for one that is no YAML", () => {
    const { status, stdout } = run("-f", "odd.yaml", "-o", "sarif");
    expect(status).to.equal(1);
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
