import { expect } from "chai";
import { parseAllDocuments } from "yaml";
import { Folder } from "../../support/folder";
import { gray } from "../../support/gray-in-process";

const stack = `config:
  gray-release:release: helloworld
  gray-release:createNamespace: false
  gray-release:clusters:
    - name: west
    - name: east
    - name: outpost
      role: remote
`;

describe("gray rbac", () => {
  let folder: Folder;
  before(() => {
    folder = new Folder();
    folder.write("Pulumi.dev.yaml", stack);
    folder.write("Pulumi.odd.yaml", `${stack}  gray-release:weights: {helloworld: {v9: 100}}\n`);
  });
  after(() => folder.remove());

  const rbac = (...args: string[]) => gray(folder.path, "rbac", ...args);

  const objects = (text: string) =>
    parseAllDocuments(text).map((d) => d.toJS() as Record<string, unknown>);

  it("prints what an administrator applies in one cluster, with what each rule is for", async () => {
    const { code, stdout } = await rbac("-c", "west");
    expect(code).to.equal(0);
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

  it("prints once what several clusters need alike", async () => {
    const heads = (await rbac()).stdout.match(/^# What .*$/gm);
    expect(heads).to.deep.equal([
      "# What helloworld needs in west, east.",
      "# What helloworld needs in outpost.",
    ]);
  });

  it("takes a service account of another namespace", async () => {
    const { stdout } = await rbac("-c", "west", "-a", "ops/deployer");
    const [account, , binding] = objects(stdout);
    expect(account?.metadata).to.deep.equal({ namespace: "ops", name: "deployer" });
    expect(binding?.subjects).to.deep.equal([
      { kind: "ServiceAccount", namespace: "ops", name: "deployer" },
    ]);
  });

  for (const [args, message] of [
    [["-c", "wset"], 'unknown cluster "wset"; known: west, east, outpost'],
    [["-a", "deployer"], '"deployer" is no service account: give <namespace>/<name>'],
    [["-s", "odd"], "gray-release:weights.helloworld.v9  [GR107]"],
  ] as const)
    it(`ends with 2 for ${args.join(" ")}, and says what is wrong`, async () => {
      const { code, stdout, stderr } = await rbac(...args);
      expect([code, stdout]).to.deep.equal([2, ""]);
      expect(stderr).to.include(message);
      expect(stderr).to.not.include("    at ");
    });
});
