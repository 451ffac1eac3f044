import { expect } from "chai";
import { once } from "node:events";
import * as http from "node:http";
import * as http2 from "node:http2";
import * as net from "node:net";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { AppAnswer } from "../../../lab/apps/app-answer";
import type { AppContainer } from "../../../lab/apps/app-config";
import { servePod } from "../../../lab/pods/pod-server";

const running: net.Server[] = [];
/** The stand-in keeps connections for hours, and a client of this process would keep them open, too. */
const connected = new Set<net.Socket>();

/** Starts the stand-in of a pod with one container; gives its `host:port`. */
async function serve(
  version: string,
  env: Record<string, string> = {},
  more: Partial<AppContainer> = {},
): Promise<string> {
  const container = { name: "main", image: "example.com/app:1", env, ports: [0], ...more };
  const { servers } = servePod(
    {
      cluster: "west",
      namespace: "shop",
      pod: `app-${version}`,
      labels: { app: "app", version },
      containers: [container],
      healthSocket: "",
    },
    "127.0.0.1",
  );
  running.push(...servers);
  const server = servers[0] as net.Server;
  server.on("connection", (socket) => connected.add(socket));
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Starts an HTTP server; gives its `host:port`. */
async function listenHttp(handler: http.RequestListener): Promise<string> {
  const server = http.createServer(handler);
  running.push(server);
  server.on("connection", (socket) => connected.add(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** One exchange over HTTP/2 with prior knowledge. */
async function http2Request(
  address: string,
  headers: http2.OutgoingHttpHeaders,
  body?: Buffer,
): Promise<{
  headers: http2.IncomingHttpHeaders;
  trailers: http2.IncomingHttpHeaders;
  body: Buffer;
}> {
  const session = http2.connect(`http://${address}`);
  try {
    const stream = session.request(headers, { endStream: body === undefined });
    let answered: http2.IncomingHttpHeaders = {};
    let trailers: http2.IncomingHttpHeaders = {};
    stream.on("response", (received) => (answered = received));
    stream.on("trailers", (received: http2.IncomingHttpHeaders) => (trailers = received));
    if (body) stream.end(body);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return { headers: answered, trailers, body: Buffer.concat(chunks) };
  } finally {
    session.close();
  }
}

/** Sends bytes over TCP, in pieces, and gives all that comes back. */
async function raw(address: string, ...pieces: string[]): Promise<string> {
  const [host, port] = address.split(":") as [string, string];
  const socket = net.connect({ host, port: Number(port) });
  const answer = text(socket);
  for (const piece of pieces) {
    socket.write(piece);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return answer;
}

const received = async (address: string): Promise<unknown> =>
  await (await fetch(`http://${address}/.lab/received`)).json();

describe("the stand-in server", () => {
  after(() => {
    for (const server of running) server.close();
    for (const socket of connected) socket.destroy();
  });

  it("answers HTTP/1.1 with what it stands for", async () => {
    const response = await fetch(`http://${await serve("v1")}/hello?a=1`);
    expect(response.headers.get("x-version")).to.equal("v1");
    expect(response.headers.get("x-cluster")).to.equal("west");
    expect(await response.json()).to.deep.equal({
      app: "app",
      version: "v1",
      cluster: "west",
      namespace: "shop",
      pod: "app-v1",
      container: "main",
      path: "/hello?a=1",
      protocol: "HTTP/1.1",
    });
  });

  it("answers requests that arrive in pieces and on a connection that is kept", async () => {
    const request = "GET /x HTTP/1.1\r\nhost: a\r\n";
    const answer = await raw(
      await serve("v1"),
      "G",
      "ET /y HT",
      "TP/1.1\r\nhost: a\r\n\r\n",
      `${request}connection: close\r\n\r\n`,
    );
    expect(answer.match(/"path":"\/[xy]"/g)).to.deep.equal(['"path":"/y"', '"path":"/x"']);
  });

  it("answers HTTP/2 with prior knowledge on the same port", async () => {
    const address = await serve("v2");
    const { headers, body } = await http2Request(address, { ":path": "/h2" });
    expect(headers).to.include({ ":status": 200, "x-version": "v2" });
    expect(JSON.parse(body.toString())).to.include({
      path: "/h2",
      protocol: "HTTP/2.0",
      version: "v2",
    });
  });

  it("answers a gRPC call with a message, its version in the metadata, and status 0", async () => {
    const call = { ":method": "POST", ":path": "/a.B/C", "content-type": "application/grpc" };
    const { headers, trailers, body } = await http2Request(
      await serve("v2"),
      call,
      Buffer.alloc(5),
    );
    expect(headers).to.include({ "content-type": "application/grpc", "x-app": "app" });
    expect(headers).to.include({ "x-version": "v2", "x-cluster": "west" });
    expect([...body]).to.deep.equal([0, 0, 0, 0, 2, 8, 1]);
    expect(trailers).to.include({ "grpc-status": "0" });
  });

  it("answers a raw TCP connection with one line and ends it", async () => {
    const address = await serve("v1");
    const expected = { app: "app", version: "v1", cluster: "west", pod: "app-v1" };
    expect(JSON.parse(await raw(address, "hello\n"))).to.deep.equal(expected);
    // Bytes that could still become a request are not waited for without end.
    expect(JSON.parse(await raw(address, "GET"))).to.deep.equal(expected);
  });

  it("calls several upstreams at once, with the headers of the request", async () => {
    // Each upstream answers only when both were asked: calls one after the other would wait for ever.
    const waiting: (() => void)[] = [];
    const asked: unknown[] = [];
    const upstream = await listenHttp((request, response) => {
      asked.push([request.url, request.headers["x-request-id"]]);
      waiting.push(() => response.end(JSON.stringify({ version: request.url })));
      if (waiting.length === 2) for (const answer of waiting) answer();
    });
    const front = await serve("v3", {
      upstream_url: `http://${upstream}/a http://${upstream}/b`,
    });
    const headers = { "x-request-id": "one" };
    const answer = (await (await fetch(`http://${front}/`, { headers })).json()) as AppAnswer;
    const versions = answer.upstreams?.map(({ body }) => (body as AppAnswer).version);
    expect(versions).to.deep.equal(["/a", "/b"]);
    expect(asked).to.have.deep.members([
      ["/a", "one"],
      ["/b", "one"],
    ]);
  });

  it("hands the request's ID on over HTTP/2, too, and fails when one upstream does", async () => {
    const failing = await serve("v1", { LAB_FAIL_ATTEMPTS: "1" });
    const good = await serve("v2");
    const front = await serve("v3", { upstream_url: `http://${good}/,http://${failing}/` });
    const request = { ":path": "/", "x-request-id": "one" };
    const first = await http2Request(front, request);
    expect(first.headers[":status"]).to.equal(502);
    const { upstreams } = JSON.parse(first.body.toString()) as AppAnswer;
    expect(upstreams?.map(({ status }) => status)).to.deep.equal([200, 503]);
    expect((await http2Request(front, request)).headers[":status"]).to.equal(200);
  });

  it("says why an upstream gave no answer", async () => {
    const front = await serve("v1", { upstream_url: "http://127.0.0.1:1/ nonsense" });
    const response = await fetch(`http://${front}/`);
    const { upstreams } = (await response.json()) as AppAnswer;
    expect(response.status).to.equal(502);
    expect(upstreams?.map(({ status }) => status)).to.deep.equal([0, 0]);
    expect(upstreams?.[0]?.error).to.include("ECONNREFUSED");
    expect(upstreams?.[1]?.error).to.include("Invalid URL");
  });

  it("fails a gRPC call so early that a proxy can retry it", async () => {
    const address = await serve("v1", { LAB_FAIL_ATTEMPTS: "1" });
    const call = {
      ":method": "POST",
      ":path": "/a.B/C",
      "content-type": "application/grpc+proto",
      "x-request-id": "one",
    };
    const first = await http2Request(address, call, Buffer.alloc(5));
    expect(first.headers).to.include({ ":status": 200, "grpc-status": "14" });
    const second = await http2Request(address, call, Buffer.alloc(5));
    expect(second.trailers).to.include({ "grpc-status": "0" });
  });

  it("fails a share of requests and calls in ways that proxies don't retry", async () => {
    const address = await serve("v1", { LAB_FAIL_SHARE: "100" });
    expect((await fetch(`http://${address}/`)).status).to.equal(500);
    const call = { ":method": "POST", ":path": "/a.B/C", "content-type": "application/grpc" };
    const { headers } = await http2Request(address, call, Buffer.alloc(5));
    expect(headers).to.include({ ":status": 200, "grpc-status": "13" });
  });

  it("counts what it received, whatever the protocol, but not the question", async () => {
    const address = await serve("v1");
    await (await fetch(`http://${address}/a`)).text();
    await http2Request(address, { ":path": "/b" });
    await raw(address, "hello\n");
    expect(await received(address)).to.deep.equal({ received: 3 });
    expect(await received(address)).to.deep.equal({ received: 3 });
    await (await fetch(`http://${address}/.lab/reset`, { method: "POST" })).text();
    expect(await received(address)).to.deep.equal({ received: 0 });
  });
});
