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
import { Folder, kubeconfig, noProxy, withEnvironment } from "../../support/folder";
import { kubeconfigOf, scriptPlugin } from "../../support/access/kubeconfig";
import { failureOf } from "../../support/ports";
import { release } from "../../support/releases";
import { closedPort } from "../../support/server";

const none = () => undefined;

describe("the clusters of an update", () => {
  let folder: Folder;
  let api: FakeApiServer;
  let eastern: FakeApiServer;

  beforeEach(async () => {
    folder = new Folder();
    api = await FakeApiServer.start();
    eastern = await FakeApiServer.start();
  });

  afterEach(async () => {
    folder.remove();
    await Promise.all([api.stop(), eastern.stop()]);
  });

  const reach = (clusters: readonly Cluster[], kubeconfigOf: KubeconfigOf = none) =>
    withEnvironment(noProxy, () =>
      reachClusters(planRelease(release(), clusters).clusters, kubeconfigOf, { stack: "dev" }),
    );

  /** A user whom only the provider can log in. The fake speaks no TLS, which makes no difference without a client. */
  const oidc = () =>
    kubeconfigOf(
      { "auth-provider": { name: "oidc" } },
      { server: api.url.replace("http:", "https:") },
    );

  const west = () => ({ name: "west", kubeconfig: folder.write("west", api.kubeconfig("west")) });
  const east = (text: string) => ({ name: "east", kubeconfig: folder.write("east", text) });

  it("are reached with their plan, its objects and a client", async () => {
    const [one, two] = await reach([west(), east(eastern.kubeconfig("east"))]);
    expect(one?.cluster.name).to.equal("west");
    expect(one?.objects.map(({ kind }) => kind)).to.include("VirtualService");
    expect(await one?.client?.text("/version")).to.contain("gitVersion");
    expect(two?.plan.cluster.name).to.equal("east");
    for (const reached of [one, two]) reached?.client?.close();
  });

  it("are reached with a client where the user is anonymous", async () => {
    const text = kubeconfig("east", eastern.url).replace("token: hidden-token", "");
    const [, two] = await reach([west(), east(text)]);
    expect(await two?.client?.text("/version")).to.contain("gitVersion");
  });

  it("are reached without a client, and with the reason, where only the provider can log in", async () => {
    const [one] = await reach([east(oidc())]);
    expect(one).to.not.have.property("client");
    expect(one?.noClient).to.match(
      /^the id-token of its user .* has expired: run a command of kubectl/,
    );
  });

  it("get a kubeconfig that the stack holds as a secret", async () => {
    const text = eastern.kubeconfig("east");
    const given: KubeconfigOf = ({ kubeconfig: file }) => (file === undefined ? text : undefined);
    const [one, two] = await reach([{ name: "east" }, west()], given);
    expect(one?.server.url.origin).to.equal(eastern.url);
    for (const reached of [one, two]) reached?.client?.close();
  });

  it("refuse an update where two of them are one, which a slip in a kubeconfig's name makes", async () => {
    const error = await failureOf(reach([west(), east(api.kubeconfig("east"))]));
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.equal(
      `The clusters west and east have the same API server, ${api.url}/. Nothing was changed. ` +
        "Correct the kubeconfig or the context of one of them in gray-release:clusters.",
    );
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
    expect(error.message).to.match(
      /Nothing was changed: all clusters serve as before\. Bring the cluster back, or update the others without it: npx gray up --without east -s dev$/,
    );
  });

  it("refuse an update for kubeconfigs that can't be used, all at once", async () => {
    const error = await failureOf(
      reach([
        { ...west(), context: "none" },
        { name: "east", kubeconfig: "/no/such/file" },
        { ...west(), name: "north", role: "remote" },
      ]),
    );
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.equal(
      "The kubeconfig of cluster west can't be used: it has no context none: name one of its contexts (west). " +
        "The kubeconfig of cluster east can't be used: there is no file /no/such/file. " +
        "Nothing was changed: all clusters serve as before.",
    );
  });

  it("refuse an update when a credential plugin gives no credentials", async () => {
    const text = kubeconfigOf(scriptPlugin("process.exit(3)"), {
      server: api.url.replace("http:", "https:"),
    });
    const error = await failureOf(reach([east(text)]));
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.match(
      /^The kubeconfig of cluster east can't be used: the credential plugin .* failed \(3\)\. /,
    );
  });

  it("are silent, by name, when they stop to answer, with a client or without one", async () => {
    const reached = await reach([west(), east(oidc())]);
    const silent = () => withEnvironment(noProxy, () => silentClusters(reached));
    expect(await silent()).to.deep.equal([]);
    await api.refuse();
    const [one, two] = await silent();
    // A kept connection may break before a new one is refused.
    expect(one).to.match(/^cluster west \(http:\/\/127\.0\.0\.1:\d+\): (socket|read|connect) /);
    expect(two).to.match(/^cluster east \(https:\/\/127\.0\.0\.1:\d+\): .*ECONNREFUSED/);
    reached[0]?.client?.close();
  });
});
