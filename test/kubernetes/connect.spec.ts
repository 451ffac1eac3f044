import { expect } from "chai";
import { clientFor, serverOf } from "../../kubernetes/connect";
import { FakeApiServer } from "../../kubernetes/fake/api-server";
import { fieldManager } from "../../model/manifests/ownership";
import { selfSigned } from "../support/certificate";
import { Folder, withEnvironment } from "../support/folder";
import { kubeconfigOf, scriptPlugin } from "../support/access/kubeconfig";

const text = kubeconfigOf;

async function connected(kubeconfig: string) {
  return clientFor(serverOf({ name: "a" }, kubeconfig));
}

describe("the client of a cluster", () => {
  it("reaches the API server of a kubeconfig, by its certificate and token", async () => {
    const tls = { ...(await selfSigned("localhost")), name: "localhost" };
    const api = await FakeApiServer.start({ tls, token: "secret" });
    const folder = new Folder();
    const file = folder.write("kubeconfig", api.kubeconfig("west"));
    const server = serverOf({ name: "west", kubeconfig: file, context: "west" });
    const client = await clientFor(server);
    expect(await client.text("/readyz")).to.equal("ok");
    client.close();
    folder.remove();
    await api.stop();
  });

  it("reaches the API server of the default kubeconfig where an empty one is given", async () => {
    const folder = new Folder();
    const KUBECONFIG = folder.write("kubeconfig", text({}, { server: "https://west.example" }));
    const server = await withEnvironment({ KUBECONFIG }, () => serverOf({ name: "a" }, ""));
    expect(server.url.hostname).to.equal("west.example");
    folder.remove();
  });

  it("writes as this project, and gives a server up after ten seconds", async () => {
    const client = await connected(text({ token: "t" }));
    expect(client.options).to.include({
      fieldManager,
      timeoutMs: 10_000,
      insecure: false,
      server: "https://127.0.0.1:1",
    });
  });

  it("checks no certificate where the kubeconfig says so", async () => {
    const client = await connected(text({ token: "t" }, { "insecure-skip-tls-verify": true }));
    expect(client.options.insecure).to.equal(true);
  });

  it("is refused with the contexts that there are where the kubeconfig lacks its own", () => {
    expect(() => serverOf({ name: "a", context: "b" }, text({}))).to.throw(
      "it has no context b: name one of its contexts (a)",
    );
  });

  it("is refused with the reason where the credential plugin fails", async () => {
    const message = await connected(text(scriptPlugin("process.exit(3)"))).catch(
      (error: Error) => error.message,
    );
    expect(message).to.equal(`the credential plugin ${process.execPath} failed (3)`);
  });
});
