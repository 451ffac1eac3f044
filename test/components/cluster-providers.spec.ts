import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { connectClusters } from "../../components/cluster-providers";
import type { ClusterAccess } from "../../components/connected-cluster";
import { World } from "../support/world";

describe("the providers of the clusters", () => {
  /** Connects the clusters in a program of its own. */
  async function connect(clusters: readonly ClusterAccess[]) {
    const world = await World.run(() => connectClusters(clusters));
    return { providers: world.kind("kubernetes"), connected: world.result };
  }

  it("are one for each cluster, with its file, context and a fixed identity", async () => {
    const west = { name: "west", kubeconfig: "./west", context: "kind-west" };
    const { providers, connected } = await connect([
      { cluster: west },
      { cluster: { name: "east" }, kubeconfig: "./east" },
      { cluster: { name: "north" }, context: "kind-north" },
    ]);
    expect(providers.map(({ name, inputs }) => ({ name, ...inputs }))).to.have.deep.members([
      { name: "west", kubeconfig: "./west", context: "kind-west", clusterIdentifier: "west" },
      { name: "east", kubeconfig: "./east", clusterIdentifier: "east" },
      { name: "north", context: "kind-north", clusterIdentifier: "north" },
    ]);
    expect(connected.map(({ cluster }) => cluster.name)).to.deep.equal(["west", "east", "north"]);
  });

  it("change the data of a ConfigMap in place where a release brings one", async () => {
    const { providers } = await connect([
      { cluster: { name: "west" }, context: "kind-west", mutableConfigMaps: true },
    ]);
    expect(providers[0]?.inputs.enableConfigMapMutable).to.equal("true");
  });

  it("get a kubeconfig that is a secret as a secret", async () => {
    const kubeconfig = pulumi.secret("text");
    const { providers } = await connect([{ cluster: { name: "west" }, kubeconfig }]);
    expect(providers[0]?.secrets).to.deep.equal(["kubeconfig"]);
    expect(providers[0]?.inputs.kubeconfig).to.equal("text");
  });
});
