import { setTimeout as sleep } from "node:timers/promises";
import tls from "node:tls";
import { expect } from "chai";
import { KubeClient, KubeError } from "../../kubernetes/client";
import { FakeApiServer } from "../../kubernetes/fake/api-server";
import { objectPath } from "../../kubernetes/object-path";
import { selfSigned } from "../support/certificate";

const config = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "shop" },
  data,
});
const path = objectPath(config("a"));
const all = "/api/v1/namespaces/shop/configmaps";

const failure = (answer: Promise<unknown>): Promise<Error> =>
  answer.then(
    () => Promise.reject(new Error("it did not fail")),
    (error: Error) => error,
  );

describe("the Kubernetes client", () => {
  let api: FakeApiServer;

  beforeEach(async () => {
    api = await FakeApiServer.start({ objects: [config("a", { text: "grüße" })] });
  });

  afterEach(() => api.stop());

  it("reads an object, and finds undefined where there is none", async () => {
    expect(await api.client().get(path)).to.deep.include({ data: { text: "grüße" } });
    expect(await api.client().get(objectPath(config("b")))).to.equal(undefined);
  });

  it("reads the server's time with an object, and where there is none", async () => {
    const other = await FakeApiServer.start({
      objects: [config("a")],
      now: () => Date.parse("2030-01-01T00:00:00.900Z"),
    });
    try {
      const client = other.client();
      const nowMs = Date.parse("2030-01-01T00:00:00Z");
      expect(await client.getDated(path)).to.deep.include({ nowMs });
      expect(await client.getDated(objectPath(config("b")))).to.deep.equal({ nowMs });
      // As of a proxy in between: that says nothing of an object.
      expect(await failure(client.getDated("/nowhere"))).to.include({ status: 404 });
    } finally {
      await other.stop();
    }
  });

  it("reads a list, and text", async () => {
    expect(await api.client().list(all)).to.have.length(1);
    expect(await api.client().text("/readyz")).to.equal("ok");
  });

  it("applies under its field manager, by force unless told otherwise", async () => {
    await api.client("gray").apply(path, config("a", { text: "x" }));
    expect(api.asked({ method: "PATCH" })[0]?.query).to.deep.equal({
      fieldManager: "gray",
      force: "true",
    });
    const other = { ...config("a", { text: "y" }) };
    const answer = api.client("other").apply(path, other, { force: false });
    expect(await failure(answer)).to.include({ status: 409, reason: "Conflict" });
    expect(api.get(path)).to.deep.include({ data: { text: "x" } });
  });

  it("tries an apply of which nothing stays", async () => {
    const answer = await api.client().apply(path, config("a", { text: "x" }), { dryRun: true });
    expect(answer).to.deep.include({ data: { text: "x" } });
    expect(api.get(path)).to.deep.include({ data: { text: "grüße" } });
  });

  it("finds nothing wrong with the deletion of an object that is gone", async () => {
    await api.client().delete(path);
    await api.client().delete(path);
    expect(api.list("ConfigMap")).to.have.length(0);
  });

  for (const kind of [400, 401, 403, 409, 429, 500, 503] as const)
    it(`tells the status and the reason of an answer ${kind}, of every request`, async () => {
      api.fault({ kind });
      const client = api.client();
      const answers = [client.get(path), client.list(all), client.delete(path), client.text("/x")];
      for (const answer of answers) {
        const error = await failure(answer);
        expect(error).to.be.instanceOf(KubeError).and.include({ status: kind });
        expect(error)
          .to.have.property("reason")
          .that.matches(/^[A-Z]/);
      }
      expect(api.list("ConfigMap")).to.have.length(1);
    });

  it("tells what an answer says that is no JSON", async () => {
    const error = await failure(api.client().request("GET", "/nowhere"));
    expect(error).to.include({ status: 404, message: "HTTP 404: 404 page not found\n" });
  });

  it("sends its token, and is refused with another", async () => {
    const strict = await FakeApiServer.start({ token: "secret" });
    expect(await strict.client().text("/readyz")).to.equal("ok");
    const other = new KubeClient({ server: strict.url, fieldManager: "x", token: "other" });
    expect(await failure(other.text("/readyz"))).to.include({ status: 401 });
    await strict.stop();
  });

  it("gives a silent server up after its time, and waits for a slow one within it", async () => {
    api.fault({ kind: "stall", times: 1 });
    const { message } = await failure(api.client("x", { timeoutMs: 50 }).get(path));
    expect(message).to.equal("no answer within 0.05 s");
    api.fault({ kind: "slow", delayMs: 60, times: 1 });
    expect(await api.client("x", { timeoutMs: 10_000 }).list(all)).to.have.length(1);
  });

  it("lets an answer that has begun take its time: a watch is silent for long", async () => {
    const timeoutMs = 1_000;
    const watch = await api.client("x", { timeoutMs }).open("GET", `${all}?watch=1`);
    const lines: string[] = [];
    watch.on("data", (chunk: Buffer) => lines.push(String(chunk)));
    // Silence itself is what is proven here.
    await sleep(1.5 * timeoutMs);
    api.put(config("b"));
    while (!lines.join("").includes('"name":"b"')) await sleep(5);
    expect(watch.destroyed).to.equal(false);
    watch.destroy();
  });

  it("fails where a server is down, and reaches the others", async () => {
    const other = await FakeApiServer.start();
    await api.refuse();
    const answers = await Promise.allSettled([api, other].map((one) => one.client().list(all)));
    expect(answers.map(({ status }) => status)).to.deep.equal(["rejected", "fulfilled"]);
    expect(String((answers[0] as PromiseRejectedResult).reason)).to.match(/ECONNREFUSED/);
    await api.accept();
    expect(await api.client().list(all)).to.have.length(1);
    await other.stop();
  });

  it("fails where an answer breaks off, though what was asked is done", async () => {
    api.fault({ kind: "cut", match: { method: "DELETE" } });
    expect(await failure(api.client().delete(path))).to.be.instanceOf(Error);
    expect(api.get(path)).to.equal(undefined);
  });

  it("fails where the connection breaks before an answer", async () => {
    api.fault({ kind: "reset" });
    expect((await failure(api.client().get(path))).message).to.match(/hang up|ECONNRESET/);
  });

  it("checks the server's certificate, unless the kubeconfig says not to", async () => {
    const tls = { ...(await selfSigned("localhost")), name: "localhost" };
    const secure = await FakeApiServer.start({ tls });
    expect(await secure.client().text("/readyz")).to.equal("ok");
    const open = (more: object) => {
      const client = new KubeClient({ server: secure.url, fieldManager: "x", ...more });
      return client.text("/readyz").finally(() => client.close());
    };
    expect(await open({ insecure: true })).to.equal("ok");
    expect((await failure(open({}))).message).to.match(/self-signed certificate/);
    const wrongName = { ca: tls.certificate, servername: "elsewhere.example" };
    expect((await failure(open(wrongName))).message).to.match(/does not match/);
    await secure.stop();
  });

  it("reads its authority once, however many connections it opens", async () => {
    const made = { ...(await selfSigned("localhost")), name: "localhost" };
    const secure = await FakeApiServer.start({ tls: made });
    const { createSecureContext } = tls;
    let contexts = 0;
    tls.createSecureContext = (options) => ((contexts += 1), createSecureContext(options));
    try {
      const client = secure.client();
      await Promise.all([all, all, all].map((one) => client.list(one)));
      expect(contexts).to.equal(1);
      const { key, certificate: cert } = made;
      const other = new KubeClient({ ...client.options, key, cert });
      await other.list(all);
      expect(contexts, "another certificate is another context").to.equal(2);
      other.close();
    } finally {
      tls.createSecureContext = createSecureContext;
      await secure.stop();
    }
  });
});
