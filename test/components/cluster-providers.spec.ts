import * as pulumi from "@pulumi/pulumi";
import { setAllConfig } from "@pulumi/pulumi/runtime/config";
import { expect } from "chai";
import type { Cluster } from "../../model/release/cluster";
import { connectClusters } from "../../components/cluster-providers";
import { reachClusters } from "../../operations/clusters/connect";
import { refusing } from "../../components/refusal";
import { secretKubeconfig } from "../../stacks/config";
import { Folder, kubeconfig, withEnvironment } from "../support/folder";
import { release } from "../support/releases";
import { closedPort, listen } from "../support/server";
import { World, type WorldOptions } from "../support/world";

const noProxy = { HTTPS_PROXY: undefined, https_proxy: undefined };
/** Told by the stack, so that nothing is looked up. */
const ingress = "http://203.0.113.7";
const secretKey = "gray-release:kubeconfig-west";

describe("the providers of the clusters", () => {
  let folder: Folder;
  let open: Awaited<ReturnType<typeof listen>>;

  beforeEach(async () => {
    folder = new Folder();
    open = await listen();
  });

  afterEach(async () => {
    setAllConfig({});
    folder.remove();
    await open.close();
  });

  const file = (name: string, port: number) =>
    folder.write(name, kubeconfig(name, `https://127.0.0.1:${port}`));

  /** Connects the clusters in a program of its own; gives the error where that is refused. */
  async function connect(clusters: Cluster[], options: WorldOptions = {}) {
    return withEnvironment(noProxy, async () => {
      const world = await World.start(
        async () =>
          connectClusters(
            await refusing(reachClusters({ release: release(), clusters }, secretKubeconfig)),
            release(),
            secretKubeconfig,
          ).clusters,
        options,
      );
      const [outcome] = await Promise.allSettled([world.result]);
      await world.end();
      const providers = world.kind("kubernetes");
      return outcome.status === "fulfilled"
        ? { providers, connected: outcome.value, error: undefined }
        : { providers, connected: undefined, error: outcome.reason as unknown };
    });
  }

  it("are one for each cluster, with its file, context and a fixed identity", async () => {
    const west = { name: "west", kubeconfig: file("west", open.port), context: "west", ingress };
    const east = { name: "east", ingress, kubeconfig: file("east", open.port) };
    const { providers, error } = await connect([west, east]);
    expect(error).to.equal(undefined);
    expect(providers.map(({ name, inputs }) => ({ name, ...inputs }))).to.have.deep.members([
      { name: "west", kubeconfig: west.kubeconfig, context: "west", clusterIdentifier: "west" },
      { name: "east", kubeconfig: east.kubeconfig, clusterIdentifier: "east" },
    ]);
  });

  it("get a kubeconfig that is a secret as a secret", async () => {
    const text = kubeconfig("west", `https://127.0.0.1:${open.port}`);
    setAllConfig({ [secretKey]: text }, [secretKey]);
    const { providers, connected, error } = await connect([{ name: "west", ingress }]);
    expect(error).to.equal(undefined);
    expect(providers).to.have.lengthOf(1);
    expect(providers[0]?.secrets).to.deep.equal(["kubeconfig"]);
    expect(providers[0]?.inputs.kubeconfig).to.equal(text);
    expect(await pulumi.isSecret(pulumi.output(connected?.[0]?.endpoint))).to.equal(true);
  });

  it("are not made where a cluster can't be reached: the refusal names each such cluster", async () => {
    const port = await closedPort();
    const clusters = [
      { name: "west", kubeconfig: file("west", open.port) },
      { name: "east", kubeconfig: file("east", port) },
      { name: "north", kubeconfig: file("north", port), context: "none" },
    ];
    const { providers, error } = await connect(clusters);
    expect(providers).to.deep.equal([]);
    if (!pulumi.RunError.isInstance(error)) throw new Error("it was not refused");
    expect(error.message).to.contain(
      `cluster east (https://127.0.0.1:${port}): connect ECONNREFUSED`,
    );
    expect(error.message).to.contain("cluster north (?): its kubeconfig names no API server");
    expect(error.message).to.not.contain("cluster west");
    expect(error.message).to.contain("Nothing was changed");
  });

  it("are not made in a preview either", async () => {
    const cluster = { name: "west", kubeconfig: file("west", await closedPort()) };
    const { providers, error } = await connect([cluster], { preview: true });
    expect(providers).to.deep.equal([]);
    expect(pulumi.RunError.isInstance(error)).to.equal(true);
  });

  it("are refused for a secret that is no kubeconfig, of which the message repeats nothing", async () => {
    setAllConfig({ [secretKey]: "token: hidden: token" }, [secretKey]);
    const { error } = await connect([{ name: "west" }]);
    if (!pulumi.RunError.isInstance(error)) throw new Error("it was not refused");
    expect(error.message).to.match(/^The kubeconfig of cluster west can't be used: /);
    expect(error.message).to.not.contain("hidden");
  });
});
