import { expect } from "chai";
import { KubeClient, KubeError } from "../../../kubernetes/client";
import { FakeApiServer } from "../../../kubernetes/fake/api-server";
import { objectPath } from "../../../kubernetes/object-path";
import { KeptConnectionError, retryAfterOf, SilenceError } from "../../../kubernetes/http/resend";
import { failureOf } from "../../support/ports";

const config = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "shop" } };
const path = objectPath(config);
const all = "/api/v1/namespaces/shop/configmaps";

describe("a request that is sent again", () => {
  let api: FakeApiServer;
  let client: KubeClient;

  beforeEach(async () => {
    api = await FakeApiServer.start({ objects: [config] });
    client = api.client("gray", { timeoutMs: 5000 });
    // From here on the client has a kept connection.
    await client.text("/version");
  });

  afterEach(() => api.stop());

  const asked = () => api.requests.filter(({ path }) => path !== "/version").length;

  for (const [what, ask] of [
    ["GET", () => client.get(path)],
    ["PATCH", () => client.apply(path, config)],
    ["DELETE", () => client.delete(path)],
  ] as const)
    it(`is a ${what} whose kept connection was dropped`, async () => {
      api.fault({ kind: "reset", times: 1 });
      await ask();
      expect(asked()).to.equal(2);
    });

  it("is no POST: the server may have done it", async () => {
    api.fault({ kind: "reset", times: 1 });
    const error = await failureOf(client.create(all, config));
    expect(error).to.be.instanceOf(KeptConnectionError);
    expect(error.message).to.match(/hang up|ECONNRESET/);
    expect(asked()).to.equal(1);
  });

  it("is none on a new connection, which nothing but the server can have broken", async () => {
    api.fault({ kind: "reset" });
    const error = await failureOf(client.get(path));
    expect(error).to.not.be.instanceOf(KeptConnectionError);
    expect(asked()).to.equal(2);
  });

  for (const kind of [429, 503] as const)
    it(`is one that the server answered with ${kind}, and when to ask again`, async () => {
      const message = "storage is (re)initializing";
      api.fault({ kind, message, times: 2, retryAfterSeconds: 0 });
      expect(await client.apply(path, config)).to.have.property("kind", "ConfigMap");
      expect(asked()).to.equal(3);
    });

  it("is given up where the server asks for more time than there is", async () => {
    api.fault({ kind: 429, retryAfterSeconds: 6 });
    expect(await failureOf(client.get(path))).to.include({ status: 429 });
    expect(asked()).to.equal(1);
  });

  it("is given up after ten tries", async () => {
    api.fault({ kind: 429, retryAfterSeconds: 0 });
    expect(await failureOf(client.get(path))).to.be.instanceOf(KubeError);
    expect(asked()).to.equal(10);
  });

  it("is none that was refused for good", async () => {
    api.fault({ kind: 500 });
    expect(await failureOf(client.get(path))).to.include({ status: 500 });
    expect(asked()).to.equal(1);
  });

  it("waits as many seconds as a header says, and for no date", () => {
    expect(retryAfterOf(429, "2")).to.equal(2000);
    expect(retryAfterOf(503, "0")).to.equal(0);
    for (const [status, header] of [
      [429, undefined],
      [429, "Fri, 31 Dec 1999 23:59:59 GMT"],
      [404, "1"],
    ] as const)
      expect(retryAfterOf(status, header)).to.equal(undefined);
  });
});

describe("an answer that stops in the middle", () => {
  it("is given up after the time of the client", async () => {
    const { createServer } = await import("node:http");
    const server = createServer((_, answer) => {
      answer.writeHead(200, { "content-length": "100" });
      answer.write("half");
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as { port: number };
    const client = new KubeClient({
      server: `http://127.0.0.1:${port}`,
      fieldManager: "x",
      timeoutMs: 50,
    });
    const error = await failureOf(client.text("/"));
    expect(error).to.be.instanceOf(SilenceError).and.to.include({ silentMs: 50 });
    expect(error.message).to.equal("no answer within 0.05 s");
    client.close();
    server.closeAllConnections();
    server.close();
  });
});
