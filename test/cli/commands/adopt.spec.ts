import { expect } from "chai";
import { clustersOf } from "../../../cli/frame/cluster-options";
import { Folder } from "../../support/folder";
import { gray } from "../../support/gray-in-process";

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
    expect(stderr).to.contain("gray adopt: Pulumi.shop.yaml is there already");
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
