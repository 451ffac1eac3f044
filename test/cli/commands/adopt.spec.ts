import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { clustersOf } from "../../../cli/frame/cluster-options";
import { runGray } from "../../support/gray";

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

describe("gray adopt", function () {
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "gray-adopt-"));
    writeFileSync(join(folder, "Pulumi.shop.yaml"), "config: {}\n");
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it("writes over no stack file", async () => {
    const { code, output } = await runGray(folder, ["adopt", "-s", "shop", "-n", "shop"]);
    expect(code).to.equal(2);
    expect(output).to.contain("gray adopt: Pulumi.shop.yaml is there already");
  });

  it("says which kubeconfig can't be read", async () => {
    const { code, output } = await runGray(folder, [
      ...["adopt", "-s", "new", "-n", "shop", "--cluster", "west=none.kubeconfig"],
    ]);
    expect(code).to.equal(2);
    expect(output).to.match(/can't connect to cluster west: .*none\.kubeconfig/);
    expect(output).to.not.contain("    at ");
  });
});
