import { expect } from "chai";
import { parseAllDocuments } from "yaml";
import { Folder } from "../../support/folder";
import { gray } from "../../support/gray-in-process";

const stack = `config:
  gray-release:release: helloworld
  gray-release:clusters:
    - name: west
    - name: east
    - name: outpost
      role: remote
`;

describe("gray plan", () => {
  let folder: Folder;
  before(() => {
    folder = new Folder();
    folder.write("Pulumi.dev.yaml", stack);
    folder.write("Pulumi.odd.yaml", `${stack}  gray-release:weights: {helloworld: {v9: 100}}\n`);
  });
  after(() => folder.remove());

  const plan = (...args: string[]) => gray(folder.path, "plan", ...args);

  /** The names of the clusters above the documents of a YAML stream, each once. */
  const clustersIn = (yaml: string) => [
    ...new Set([...yaml.matchAll(/^# cluster (\S+)$/gm)].map(([, name]) => name)),
  ];

  it("prints one YAML stream for all clusters, with the diagram in its comments", async () => {
    const { code, stdout, stderr } = await plan();
    expect([code, stderr]).to.deep.equal([0, ""]);
    expect(stdout).to.match(/^# helloworld in namespace /);
    expect(clustersIn(stdout)).to.deep.equal(["west", "east", "outpost"]);
    const documents = parseAllDocuments(stdout);
    expect(documents.flatMap(({ errors }) => errors)).to.deep.equal([]);
    const kinds = documents.map((one) => (one.toJS() as { kind: string }).kind);
    expect(kinds).to.include.members(["Namespace", "Deployment", "VirtualService"]);
  });

  it("prints the objects of one cluster", async () => {
    const { stdout } = await plan("-c", "east", "-o", "yaml");
    expect(clustersIn(stdout)).to.deep.equal(["east"]);
  });

  it("prints JSON with the objects of each cluster under its name", async () => {
    const { stdout } = await plan("-o", "json", "-c", "west");
    const clusters = JSON.parse(stdout) as Record<string, { kind: string }[]>;
    expect(Object.keys(clusters)).to.deep.equal(["west"]);
    expect(clusters.west?.map(({ kind }) => kind)).to.include("VirtualService");
  });

  it("tells what differs between clusters, side by side and in JSON, and nothing where nothing does", async () => {
    folder.write(
      "Pulumi.two.yaml",
      `config:
  gray-release:release: helloworld
  gray-release:clusters:
    - { name: west, versions: { helloworld: { v1: { replicas: 3, env: { REGION: west } } } } }
    - { name: east }
`,
    );
    const { stdout } = await plan("-s", "two");
    expect(stdout).to.contain(
      [
        "# clusters differ",
        "#                             west  east",
        "#   helloworld v1 replicas    3     1",
        "#   helloworld v1 env.REGION  west  -",
      ].join("\n"),
    );
    const json = JSON.parse((await plan("-s", "two", "-o", "json")).stdout) as object;
    expect(Object.keys(json)).to.deep.equal(["west", "east", "$differences"]);
    expect((json as Record<string, object[]>).$differences?.[0]).to.deep.equal({
      ...{ service: "helloworld", version: "v1", key: "replicas" },
      values: { west: 3, east: 1 },
    });
    expect((await plan()).stdout).to.not.contain("clusters differ");
    expect((await plan("-o", "json")).stdout).to.not.contain("$differences");
  });

  it("prints the diagram as text, also under its former name", async () => {
    const { code, stdout } = await plan("-o", "diagram");
    expect(code).to.equal(0);
    expect(stdout).to.match(/^helloworld in namespace /);
    expect((await plan("-o", "picture")).stdout).to.equal(stdout);
  });

  it("prints a Mermaid chart with the clusters that it is of", async () => {
    const { stdout } = await plan("-o", "mermaid");
    expect(stdout).to.match(/^%% helloworld in west, east\nflowchart /);
  });

  it("ends with 2 where it is asked for the chart of a cluster that has no routes", async () => {
    const { code, stdout, stderr } = await plan("-o", "mermaid", "-c", "outpost");
    expect([code, stdout]).to.deep.equal([2, ""]);
    expect(stderr).to.equal("gray plan: cluster outpost is remote, so there are no routes\n");
  });

  it("ends with 2 for a cluster that the stack does not have", async () => {
    const { code, stdout, stderr } = await plan("-c", "wset");
    expect([code, stdout]).to.deep.equal([2, ""]);
    expect(stderr).to.equal('gray plan: unknown cluster "wset"; known: west, east, outpost\n');
  });

  it("ends with 2 where the stack file has mistakes, and says which", async () => {
    const { code, stdout, stderr } = await plan("-s", "odd");
    expect([code, stdout]).to.deep.equal([2, ""]);
    expect(stderr).to.match(/^gray plan: Pulumi\.odd\.yaml: 1 mistake in the config/);
    expect(stderr).to.include("gray-release:weights.helloworld.v9  [GR107]");
  });

  it("reads a stack file by its path, whatever the stack is", async () => {
    const { code, stdout } = await plan("-s", "nowhere", "-f", "Pulumi.dev.yaml", "-o", "diagram");
    expect(code).to.equal(0);
    expect(stdout).to.match(/^helloworld in namespace /);
  });
});
