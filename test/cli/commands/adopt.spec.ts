import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { clustersOf } from "../../../cli/frame/cluster-options";
import { FakeClusters } from "../../support/fake-clusters";
import { Folder } from "../../support/folder";
import { gray } from "../../support/gray-in-process";
import { release, service } from "../../support/releases";

describe("the clusters of gray adopt", () => {
  it("are named by their contexts, or have names of their own", () => {
    const context = [
      "kind-west",
      "us=arn:aws:eks:us:1:cluster/Shop",
      "arn:aws:eks:eu:1:cluster/Shop",
    ];
    expect(clustersOf({ context, cluster: ["east=east.kubeconfig"] })).to.deep.equal([
      { name: "kind-west", context: "kind-west" },
      { name: "us", context: "arn:aws:eks:us:1:cluster/Shop" },
      { name: "arn-aws-eks-eu-1-cluster-shop", context: "arn:aws:eks:eu:1:cluster/Shop" },
      { name: "east", kubeconfig: "east.kubeconfig" },
    ]);
  });

  it("are at least one, each with a file or a context, and a name that is a label", () => {
    expect(() => clustersOf({ context: [], cluster: [] })).to.throw("name the clusters");
    expect(() => clustersOf({ context: [], cluster: ["east"] })).to.throw(
      "<name>=<kubeconfig file>",
    );
    expect(() => clustersOf({ context: ["E u=x"], cluster: [] })).to.throw("E u is no DNS label");
  });
});

describe("gray adopt", () => {
  let folder: Folder;
  before(() => {
    folder = new Folder();
    folder.write("Pulumi.shop.yaml", "config: {}\n");
  });
  after(() => folder.remove());

  const adopt = (...args: string[]) => gray(folder.path, "adopt", ...args);

  it("ends with 2 where it would write over a stack file", async () => {
    const { code, stdout, stderr } = await adopt("-s", "shop", "-n", "shop");
    expect([code, stdout]).to.deep.equal([2, ""]);
    expect(stderr).to.contain("gray adopt: Pulumi.shop.yaml exists already");
  });

  it("ends with 2 where a kubeconfig can't be read, and says which", async () => {
    const { code, stderr } = await adopt(
      ...["-s", "new", "-n", "shop", "--cluster", "west=none.kubeconfig"],
    );
    expect(code).to.equal(2);
    expect(stderr).to.match(/can't connect to cluster west: .*none\.kubeconfig/);
  });

  it("ends with 2 where no namespace is named, or no cluster", async () => {
    expect((await adopt("-s", "new")).stderr).to.contain("name the namespace that runs already");
    const { code, stderr } = await adopt("-s", "new", "-n", "shop");
    expect(code).to.equal(2);
    expect(stderr).to.contain("name the clusters: --context");
  });
});

describe("gray adopt, of a namespace that another manager made", () => {
  const versions = { v1: { image: "web:1" }, v2: { image: "web:2" } };
  const split = service({ versions, weights: { v1: 80, v2: 20 } });
  const shop = release({ namespace: "shop", services: { web: split } });
  const routePath = "/apis/networking.istio.io/v1/namespaces/shop/virtualservices/web";
  let folder: Folder;
  let clusters: FakeClusters;

  beforeEach(async () => {
    folder = new Folder();
    clusters = await FakeClusters.start(shop, [{ name: "west" }], "helm");
    folder.write("west.kubeconfig", clusters.api("west").kubeconfig());
  });

  afterEach(async () => {
    await clusters.stop();
    folder.remove();
  });

  const adopt = (...args: string[]) => gray(folder.path, "adopt", "-s", "shop", ...args);
  const declare = (...more: string[]) =>
    adopt("-n", "shop", "--cluster", "west=west.kubeconfig", ...more);
  const writes = () =>
    clusters.api("west").requests.filter(({ method, query }) => method !== "GET" && !query.dryRun);

  it("ends with 0, writes a stack file with its weights, and nothing into the cluster", async () => {
    const { code, stdout, stderr } = await declare();
    expect(code, stderr + stdout).to.equal(0);
    const { config } = parse(readFileSync(join(folder.path, "Pulumi.shop.yaml"), "utf8")) as {
      config: Record<string, { services: { web: { weights: object } } }>;
    };
    expect(config["gray-release:release"]?.services.web.weights).to.deep.equal({ v1: 80, v2: 20 });
    expect(stdout).to.contain("Pulumi.shop.yaml");
    expect(writes()).to.deep.equal([]);
  });

  it("names the JSON schema of the project in the stack file, for editors", async () => {
    mkdirSync(join(folder.path, "schema"));
    folder.write("schema/stack.schema.json", "{}");
    await declare();
    expect(readFileSync(join(folder.path, "Pulumi.shop.yaml"), "utf8")).to.match(
      /^# yaml-language-server: \$schema=schema\/stack\.schema\.json\nconfig:/,
    );
  });

  it("makes the stack the only owner of routes with --take-over, and changes no value", async () => {
    await declare();
    const spec = () => (clusters.api("west").get(routePath) as unknown as { spec: object }).spec;
    const before = spec();
    const { code, stdout, stderr } = await adopt("--take-over");
    expect(code, stderr + stdout).to.equal(0);
    expect(spec()).to.deep.equal(before);
    const entries = clusters.api("west").get(routePath)?.metadata.managedFields ?? [];
    const owners = entries.filter((entry) => JSON.stringify(entry).includes('"f:spec"'));
    expect(owners.map(({ manager }) => manager)).to.deep.equal(["gray-release"]);
  });

  it("ends with 2 where the API server refuses to tell, and writes no stack file", async () => {
    clusters.api("west").fault({ kind: 403, match: { kind: "Deployment" } });
    const { code, stderr } = await declare();
    expect(code).to.equal(2);
    expect(stderr).to.match(/^gray adopt: cluster west: .*may not read objects of kind Deployment/);
    expect(() => readFileSync(join(folder.path, "Pulumi.shop.yaml"))).to.throw("ENOENT");
  });
});
