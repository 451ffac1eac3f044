import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect } from "chai";
import { parseAllDocuments } from "yaml";
import { Folder } from "../../support/folder";

const stack = `config:
  gray-release:release: helloworld
  gray-release:createNamespace: false
  gray-release:clusters:
    - name: west
    - name: east
    - name: outpost
      role: remote
`;

describe("gray rbac", function () {
  let folder: Folder;
  before(() => {
    folder = new Folder();
    folder.write("Pulumi.dev.yaml", stack);
    folder.write("Pulumi.odd.yaml", `${stack}  gray-release:weights: {helloworld: {v9: 100}}\n`);
  });
  after(() => folder.remove());

  const run = (...args: string[]) => {
    const gray = join(__dirname, "../../../cli/gray.cjs");
    const { status, stdout, stderr } = spawnSync(process.execPath, [gray, "rbac", ...args], {
      cwd: folder.path,
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };

  const objects = (text: string) =>
    parseAllDocuments(text).map((d) => d.toJS() as Record<string, unknown>);

  it("prints what an administrator applies in one cluster, with what each rule is for", () => {
    const { status, stdout } = run("-c", "west");
    expect(status).to.equal(0);
    expect(objects(stdout).map(({ kind }) => kind)).to.deep.equal([
      "ServiceAccount",
      "Role",
      "RoleBinding",
      "Role",
      "RoleBinding",
    ]);
    expect(stdout).to.match(/^# What helloworld needs in west\.\n---\n/);
    expect(stdout).to.include("  # to find the replicas of istiod\n  - apiGroups:\n");
    expect(stdout).to.not.match(/^ *why:/m);
  });

  it("prints once what several clusters need alike", () => {
    const heads = run().stdout.match(/^# What .*$/gm);
    expect(heads).to.deep.equal([
      "# What helloworld needs in west, east.",
      "# What helloworld needs in outpost.",
    ]);
  });

  it("takes a service account of another namespace", () => {
    const [account, , binding] = objects(run("-c", "west", "-a", "ops/deployer").stdout);
    expect(account?.metadata).to.deep.equal({ namespace: "ops", name: "deployer" });
    expect(binding?.subjects).to.deep.equal([
      { kind: "ServiceAccount", namespace: "ops", name: "deployer" },
    ]);
  });

  for (const [args, message] of [
    [["-c", "wset"], 'unknown cluster "wset"; known: west, east, outpost'],
    [["-a", "deployer"], '"deployer" is no service account: give <namespace>/<name>'],
    [["-s", "odd"], "gray-release:weights.helloworld.v9  [GR107]"],
    [["-s", "nowhere"], "there is no such file"],
  ] as const)
    it(`says what is wrong with ${args.join(" ")}`, () => {
      const { status, stdout, stderr } = run(...args);
      expect([status, stdout]).to.deep.equal([1, ""]);
      expect(stderr).to.include(message);
      expect(stderr).to.not.include("    at ");
    });
});
