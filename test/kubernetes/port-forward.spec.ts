import { once } from "node:events";
import { expect } from "chai";
import { FakeApiServer } from "../../kubernetes/fake/api-server";
import { connectToPod } from "../../kubernetes/port-forward";

const pod = { namespace: "istio-system", name: "istiod-0" };
const port = 15014;

describe("a forwarded port of a pod", () => {
  let api: FakeApiServer;

  beforeEach(async () => {
    api = await FakeApiServer.start({ token: "secret" });
    api.istiod.addPod("istiod-0");
  });

  afterEach(() => api.stop());

  const refusal = (answer: Promise<unknown>): Promise<string> =>
    answer.then(
      () => "not refused",
      (error: Error) => error.message,
    );

  it("carries bytes to the pod and back", async () => {
    const connection = await api.client().connectToPod(pod, port);
    connection.write("GET /metrics HTTP/1.0\r\n\r\n");
    let answer = "";
    for await (const chunk of connection) answer += String(chunk);
    expect(answer).to.match(/^HTTP\/1.1 200 OK[^]*\npilot_inbound_updates\{type="config"\} 0\n/);
    expect(answer).to.match(/pilot_proxy_queue_time_count 0\n$/);
  });

  for (const kind of [401, 403, 500] as const)
    it(`is refused with the status where the API server answers ${kind}`, async () => {
      api.fault({ kind, match: { path: /portforward$/ } });
      const message = await refusal(api.client().connectToPod(pod, port));
      expect(message).to.equal(`the API server answers ${kind}`);
    });

  it("is refused where the pod is gone, or the token is another", async () => {
    const gone = api.client().connectToPod({ ...pod, name: "gone" }, port);
    expect(await refusal(gone)).to.equal("the API server answers 404");
    const options = { ...api.client().options, token: "other" };
    expect(await refusal(connectToPod(options, pod, port))).to.match(/answers 401/);
  });

  it("is refused where the API server is down, or breaks the connection", async () => {
    api.fault({ kind: "reset", times: 1 });
    expect(await refusal(api.client().connectToPod(pod, port))).to.match(/hang up|ECONNRESET/);
    await api.refuse();
    expect(await refusal(api.client().connectToPod(pod, port))).to.match(/ECONNREFUSED/);
  });

  it("is given up where the API server stays silent", async () => {
    api.fault({ kind: "stall" });
    const { options } = api.client();
    expect(await refusal(connectToPod(options, pod, port, { timeoutMs: 50 }))).to.match(
      /timed out/,
    );
  });

  it("breaks with what the kubelet says where nothing listens in the pod", async () => {
    // That may come in one piece with the connection, or later.
    const broken = api
      .client()
      .connectToPod(pod, 1)
      .then(async (connection) => {
        const [error] = (await once(connection, "error")) as [Error];
        throw error;
      });
    expect(await refusal(broken)).to.match(/error forwarding port 1 to pod/);
  });

  it("ends where the connection to the API server breaks", async () => {
    const connection = await api.client().connectToPod(pod, port);
    connection.resume();
    const ended = once(connection, "close");
    api.cutConnections();
    await ended;
    expect(connection.destroyed).to.equal(true);
  });
});
