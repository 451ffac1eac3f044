import { expect } from "chai";
import { clientFor, serverOf } from "../../kubernetes/connect";
import { FakeApiServer } from "../../kubernetes/fake/api-server";
import { fieldManager } from "../../model/manifests/ownership";
import { selfSigned } from "../support/certificate";
import { Folder } from "../support/folder";

const text = (user: object, cluster: object = {}) =>
  JSON.stringify({
    "current-context": "a",
    contexts: [{ name: "a", context: { cluster: "a", user: "a" } }],
    clusters: [{ name: "a", cluster: { server: "https://127.0.0.1:1/", ...cluster } }],
    users: [{ name: "a", user }],
  });

async function connected(kubeconfig: string) {
  const server = serverOf({ name: "a" }, kubeconfig);
  if (!server) throw new Error("it leads nowhere");
  return clientFor(server);
}

describe("the client of a cluster", () => {
  it("reaches the API server of a kubeconfig, by its certificate and token", async () => {
    const tls = { ...(await selfSigned("localhost")), name: "localhost" };
    const api = await FakeApiServer.start({ tls, token: "secret" });
    const folder = new Folder();
    const file = folder.write("kubeconfig", api.kubeconfig("west"));
    const server = serverOf({ name: "west", kubeconfig: file, context: "west" });
    const client = server && (await clientFor(server));
    expect(await client?.text("/readyz")).to.equal("ok");
    client?.close();
    folder.remove();
    await api.stop();
  });

  it("writes as this project, and gives a server up after ten seconds", async () => {
    const client = await connected(text({ token: "t" }));
    expect(client?.options).to.include({
      fieldManager,
      timeoutMs: 10_000,
      insecure: false,
      server: "https://127.0.0.1:1",
    });
  });

  it("checks no certificate where the kubeconfig says so", async () => {
    const client = await connected(text({ token: "t" }, { "insecure-skip-tls-verify": true }));
    expect(client?.options.insecure).to.equal(true);
  });

  it("is none behind a proxy, nor without credentials", async () => {
    const proxied = text({ token: "t" }, { "proxy-url": "http://127.0.0.1:1" });
    expect(await connected(proxied)).to.equal(undefined);
    expect(await connected(text({}))).to.equal(undefined);
  });

  it("is none of a context that the kubeconfig lacks", () => {
    expect(serverOf({ name: "a", context: "b" }, text({}))).to.equal(undefined);
  });

  it("is refused with the reason where the credential plugin fails", async () => {
    const exec = { apiVersion: "v1", command: "/no/such/plugin" };
    const message = await connected(text({ exec })).catch((error: Error) => error.message);
    expect(message).to.equal("the credential plugin /no/such/plugin failed (ENOENT)");
  });
});
