import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { KubeClient } from "../../../kubernetes/client";
import { ProxiedSource, type ProxiedOptions } from "../../../operations/prometheus/proxied";
import { QueryRefusedError } from "../../../operations/prometheus/source";
import { failureOf } from "../../support/ports";

describe("a metrics server behind an API server", () => {
  let server: Server;
  let client: KubeClient;
  let urls: (string | undefined)[];
  let answer: (response: ServerResponse) => void;
  let headers: Record<string, unknown>;

  beforeEach(async () => {
    urls = [];
    server = createServer((request, response) => {
      urls.push(request.url);
      headers = request.headers;
      answer(response);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const { port } = server.address() as AddressInfo;
    client = new KubeClient({
      ...{ server: `http://127.0.0.1:${port}`, token: "mine", fieldManager: "spec" },
    });
  });
  afterEach(() => {
    client.close();
    server.closeAllConnections();
    server.close();
  });

  const service = { namespace: "istio-system", name: "prometheus", port: "9090" };
  const send = (options: Partial<ProxiedOptions> = {}, timeoutMs = 2000) =>
    new ProxiedSource({
      ...{ cluster: "west", service, client: Promise.resolve({ ok: true, value: client }) },
      ...options,
    }).send({ query: "up", atMs: 0, timeoutMs });
  const status =
    (code: number, body: object | string) =>
    (response: ServerResponse): void => {
      response.writeHead(code).end(typeof body === "string" ? body : JSON.stringify(body));
    };
  const refusal = (code: number, reason: string, message = "told") =>
    status(code, { kind: "Status", status: "Failure", code, reason, message });

  it("is asked at its Service, with its headers and the kubeconfig's credentials", async () => {
    answer = status(200, "text");
    expect(await send({ headers: { "X-Scope-OrgID": "shop" } })).to.equal("text");
    expect(urls[0]).to.match(
      /^\/api\/v1\/namespaces\/istio-system\/services\/prometheus:9090\/proxy\/api\/v1\/query\?query=up&time=0/,
    );
    expect(headers).to.include({ "x-scope-orgid": "shop", authorization: "Bearer mine" });
    await send({ service: { ...service, port: "443" } });
    expect(urls[1]).to.include("/services/https:prometheus:443/proxy/");
  });

  it("tells which right is missing, and what the API server can't reach", async () => {
    for (const [given, words] of [
      [
        refusal(403, "Forbidden"),
        "the kubeconfig's user may not get services/proxy of prometheus:9090 in namespace istio-system of west (403): apply what npx gray rbac prints",
      ],
      [refusal(404, "NotFound"), "there is no Service istio-system/prometheus in west (404)"],
      [
        refusal(503, "ServiceUnavailable", "no endpoints available"),
        "the API server of west can't reach istio-system/prometheus:9090 (503): no endpoints available",
      ],
      [refusal(500, "InternalError"), "the API server of west answers 500: told"],
      [status(403, "<html>"), "it forbids this (403)"],
      [
        status(404, "404 page not found"),
        "its address has no /api/v1/query (404): write the path before /api/v1, too",
      ],
    ] as const) {
      answer = given;
      expect((await failureOf(send())).message).to.equal(words);
    }
  });

  it("repeats why the server refuses a query", async () => {
    answer = status(422, { status: "error", error: "too many samples" });
    const refused = await failureOf(send());
    expect(refused).to.be.instanceOf(QueryRefusedError);
    expect(refused.message).to.equal("it refuses the query: too many samples");
  });

  it("is silent where nobody answers, or the cluster is not connected in time", async () => {
    answer = () => undefined;
    expect((await failureOf(send({}, 30))).message).to.equal("it gave no answer within 0.03 s");
    const never = new Promise<never>(() => undefined);
    const words = (await failureOf(send({ client: never }, 30))).message;
    expect(words).to.equal("it gave no answer within 0.03 s");
  });

  it("can't be asked where its cluster can't", async () => {
    const none = Promise.resolve({ ok: false, failure: "it is left out" } as const);
    expect((await failureOf(send({ client: none }))).message).to.equal(
      "cluster west can't be asked: it is left out",
    );
  });

  it("may not answer more than a limit", async () => {
    answer = status(200, "x".repeat(1024 * 1024 + 1));
    expect((await failureOf(send({ mostBytes: 1024 * 1024 }))).message).to.match(/more than 1 MiB/);
  });
});
