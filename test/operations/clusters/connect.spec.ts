import { expect } from "chai";
import { planRelease } from "../../../model/plan/plan";
import type { Cluster } from "../../../model/release/cluster";
import {
  reachClusters,
  silentClusters,
  type KubeconfigOf,
} from "../../../operations/clusters/connect";
import { RefusalError } from "../../../operations/refusal";
import { FakeApiServer } from "../../../kubernetes/fake/api-server";
import { Folder, kubeconfig, withEnvironment } from "../../support/folder";
import { failureOf } from "../../support/ports";
import { release } from "../../support/releases";
import { closedPort } from "../../support/server";

const noProxy = { HTTPS_PROXY: undefined, https_proxy: undefined };
const none = () => undefined;

describe("the clusters of an update", () => {
  let folder: Folder;
  let api: FakeApiServer;

  beforeEach(async () => {
    folder = new Folder();
    api = await FakeApiServer.start();
  });

  afterEach(async () => {
    folder.remove();
    await api.stop();
  });

  const reach = (clusters: readonly Cluster[], kubeconfigOf: KubeconfigOf = none) =>
    withEnvironment(noProxy, () =>
      reachClusters(planRelease(release(), clusters).clusters, kubeconfigOf),
    );

  const west = () => ({ name: "west", kubeconfig: folder.write("west", api.kubeconfig("west")) });
  const east = (text: string) => ({ name: "east", kubeconfig: folder.write("east", text) });

  it("are reached with their plan, its objects and a client", async () => {
    const [one, two] = await reach([west(), east(api.kubeconfig("east"))]);
    expect(one?.cluster.name).to.equal("west");
    expect(one?.objects.map(({ kind }) => kind)).to.include("VirtualService");
    expect(await one?.client?.text("/version")).to.contain("gitVersion");
    expect(two?.plan.cluster.name).to.equal("east");
    for (const reached of [one, two]) reached?.client?.close();
  });

  it("are reached without a client where the kubeconfig holds no credentials", async () => {
    const text = kubeconfig("east", api.url).replace("token: hidden-token", "");
    const [, two] = await reach([west(), east(text)]);
    expect(two).to.not.have.property("client");
  });

  it("get a kubeconfig that the stack holds as a secret", async () => {
    const text = api.kubeconfig("west");
    const given: KubeconfigOf = ({ kubeconfig: file }) => (file === undefined ? text : undefined);
    const [one] = await reach([{ name: "west" }, west()], given);
    expect(one?.server.url.origin).to.equal(api.url);
    one?.client?.close();
  });

  it("refuse an update when one of them is down, and name it alone", async () => {
    const port = await closedPort();
    const error = await failureOf(
      reach([west(), east(kubeconfig("east", `https://127.0.0.1:${port}`))]),
    );
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.match(
      new RegExp(
        `^Can't reach cluster east \\(https://127\\.0\\.0\\.1:${port}\\): connect ECONNREFUSED`,
      ),
    );
    expect(error.message).to.contain("Nothing was changed: all clusters serve as before.");
  });

  it("refuse an update for a kubeconfig without the context, and one that can't be used", async () => {
    const missing = await failureOf(reach([west(), { ...west(), name: "east", context: "none" }]));
    expect(missing.message).to.contain("cluster east (?): its kubeconfig names no API server");
    const broken = await failureOf(reach([{ name: "east", kubeconfig: "/no/such/file" }]));
    expect(broken).to.be.instanceOf(RefusalError);
    expect(broken.message).to.equal(
      "The kubeconfig of cluster east can't be used: there is no file /no/such/file.",
    );
  });

  it("refuse an update when a credential plugin gives no credentials", async () => {
    const exec = "exec: { apiVersion: client.authentication.k8s.io/v1, command: /no/such/plugin }";
    const text = kubeconfig("east", api.url).replace("token: hidden-token", exec);
    const error = await failureOf(reach([east(text)]));
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.contain("the credential plugin /no/such/plugin failed");
  });

  it("are silent, by name, when they stop to answer, with a client or without one", async () => {
    const text = kubeconfig("east", api.url).replace("token: hidden-token", "");
    const reached = await reach([west(), east(text)]);
    const silent = () => withEnvironment(noProxy, () => silentClusters(reached));
    expect(await silent()).to.deep.equal([]);
    await api.refuse();
    const [one, two] = await silent();
    // A kept connection may break before a new one is refused.
    expect(one).to.match(/^cluster west \(http:\/\/127\.0\.0\.1:\d+\): (socket|read|connect) /);
    expect(two).to.match(/^cluster east \(http:\/\/127\.0\.0\.1:\d+\): .*ECONNREFUSED/);
    reached[0]?.client?.close();
  });
});
