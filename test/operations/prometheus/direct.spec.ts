import type { ServerResponse } from "node:http";
import { expect } from "chai";
import { DirectSource, type DirectOptions } from "../../../operations/prometheus/direct";
import { QueryRefusedError } from "../../../operations/prometheus/source";
import { failureOf } from "../../support/ports";
import { FakePrometheus } from "../../support/prometheus/fake";
import { closedPort, listen } from "../../support/server";

describe("a metrics server at an address", () => {
  let prometheus: FakePrometheus;

  beforeEach(async () => (prometheus = await FakePrometheus.start()));
  afterEach(() => prometheus.stop());

  const send = (query = "up", options: Partial<DirectOptions> = {}, timeoutMs = 2000) =>
    new DirectSource({ url: prometheus.url, ...options }).send({ query, atMs: 1500, timeoutMs });
  const answering = (status: number, text: string, headers: Record<string, string> = {}) => {
    prometheus.instead = (_, response) => {
      response.writeHead(status, headers).end(text);
      return true;
    };
  };
  const why = async (...given: Parameters<typeof send>) =>
    (await failureOf(send(...given))).message;

  it("is asked below its path, at a time, with what the stack gives it", async () => {
    answering(200, "{}");
    const headers = { "X-Scope-OrgID": "shop" };
    const token = () => Promise.resolve("geheim");
    await send("up", { url: `${prometheus.url}/prom/`, headers, token });
    const [asked] = prometheus.asked;
    expect([asked?.method, asked?.path]).to.deep.equal(["GET", "/prom/api/v1/query"]);
    expect(asked?.headers).to.include({
      ...{ "x-scope-orgid": "shop", authorization: "Bearer geheim" },
    });
    expect(Object.fromEntries(asked!.parameters)).to.deep.equal({
      ...{ query: "up", time: "1.500", timeout: "2000ms", partial_response: "false" },
    });
  });

  it("gets long queries by POST, and by GET where it takes none", async () => {
    const long = `up{a="${"b".repeat(3000)}"}`;
    await failureOf(send(long));
    expect(prometheus.asked.map(({ method }) => method)).to.deep.equal(["POST"]);
    prometheus.instead = ({ method }, response) => {
      if (method === "POST") response.writeHead(405).end();
      return method === "POST";
    };
    const source = new DirectSource({ url: prometheus.url });
    for (let i = 0; i < 2; i += 1)
      await failureOf(source.send({ query: long, atMs: 0, timeoutMs: 2000 }));
    const methods = prometheus.asked.slice(1).map(({ method }) => method);
    expect(methods).to.deep.equal(["POST", "GET", "GET"]);
    expect(prometheus.queries.at(-1)).to.equal(long);
  });

  it("says in words what its statuses mean", async () => {
    const html = "<html><title>Sign in</title></html>";
    for (const [status, text, words] of [
      [401, html, /^it wants other credentials \(401\); set token: true/],
      [403, '{"error":"no tenant"}', /^it forbids this \(403\): no tenant$/],
      [404, "404 page not found", /^its address has no \/api\/v1\/query \(404\)/],
      [503, "starting\u001b[2J\nup", /^it answers 503: starting \[2J up$/],
      [500, html, /^it answers 500$/],
    ] as const) {
      answering(status, text);
      expect(await why()).to.match(words);
    }
    answering(302, "", { location: "https://login.example.com" });
    expect(await why()).to.equal(
      "it answers 302 and leads to https://login.example.com: write the address to which it leads",
    );
  });

  it("tells a query that it refuses from a server that can't be asked", async () => {
    answering(422, '{"status":"error","errorType":"execution","error":"too many samples"}');
    const refused = await failureOf(send());
    expect(refused).to.be.instanceOf(QueryRefusedError);
    expect(refused.message).to.equal("it refuses the query: too many samples");
    answering(400, "bad gateway");
    expect(await failureOf(send())).to.not.be.instanceOf(QueryRefusedError);
  });

  it("is told as away where nothing listens, or it is silent", async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    expect(await why("up", { url })).to.match(/connection refused/);
    const silent = await listen();
    const silence = why("up", { url: `http://127.0.0.1:${silent.port}` }, 30);
    expect(await silence).to.equal("it gave no answer within 0.03 s");
    void silent.close();
  });

  it("is told as silent where its answer stops, also a zipped one", async () => {
    for (const headers of [{}, { "content-encoding": "gzip" }]) {
      prometheus.instead = (_, response: ServerResponse) => {
        response.writeHead(200, headers).write(Buffer.from([0x1f, 0x8b, 8]));
        return true;
      };
      expect(await why("up", {}, 50)).to.equal("it gave no answer within 0.05 s");
    }
  });

  it("is told where it breaks an answer off", async () => {
    prometheus.instead = (_, response: ServerResponse) => {
      response.writeHead(200, { "content-length": 10 }).write("{", () => response.destroy());
      return true;
    };
    expect(await why()).to.match(/^it can't be reached: /);
  });

  it("is asked once more where it has closed a connection that was kept", async () => {
    const source = new DirectSource({ url: prometheus.url });
    const query = { query: "max(timestamp(up))", atMs: 0, timeoutMs: 2000 };
    await source.send(query);
    let dropped = 0;
    prometheus.instead = (_, response) => {
      if (dropped++ > 0) return false;
      response.destroy();
      return true;
    };
    expect(await source.send(query)).to.include("success");
    expect(prometheus.asked).to.have.length(3);
  });

  it("may not answer more than a limit", async () => {
    answering(200, "x".repeat(2 * 1024 * 1024));
    expect(await why("up", { mostBytes: 1024 * 1024 })).to.match(
      /^it answers more than 1 MiB: narrow its series with labels/,
    );
  });

  it("is not asked without its token or its authorities", async () => {
    const token = () => Promise.reject(new Error("there is no token"));
    expect(await why("up", { token })).to.equal("there is no token");
    const ca = () => {
      throw new Error("there is no such file");
    };
    expect(await why("up", { ca })).to.equal("there is no such file");
    expect(prometheus.asked).to.deep.equal([]);
  });
});
