import { expect } from "chai";
import { once } from "node:events";
import * as https from "node:https";
import * as net from "node:net";
import type { AddressInfo } from "node:net";
import { sendCalls } from "../../../lab/load/grpc-load";
import { sendRequests } from "../../../lab/load/load";
import { servePod } from "../../../lab/pods/pod-server";
import { openConnections } from "../../../lab/load/tcp-load";
import { selfSigned } from "../../support/certificate";

const addressOf = (server: net.Server | https.Server): string =>
  `127.0.0.1:${(server.address() as AddressInfo).port}`;

describe("load over other protocols", () => {
  const servers: (net.Server | https.Server)[] = [];
  const listening = async <T extends net.Server | https.Server>(server: T): Promise<T> => {
    servers.push(server);
    if (!server.listening) await once(server, "listening");
    return server;
  };
  const app = async (env: Record<string, string> = {}): Promise<string> => {
    const { servers: opened } = servePod(
      {
        cluster: "west",
        namespace: "shop",
        pod: "app-v2",
        labels: { app: "app", version: "v2" },
        containers: [{ name: "app", image: "example.com/app:v2", env, ports: [0] }],
        healthSocket: "",
      },
      "127.0.0.1",
    );
    return addressOf(await listening(opened[0] as net.Server));
  };

  after(() => servers.forEach((server) => server.close()));

  const allGood = { total: 40, failed: 0, byVersion: { v2: 40 }, byCluster: { west: 40 } };

  it("counts gRPC calls by the version in their metadata", async () => {
    const totals = await sendCalls({ address: await app(), count: 40, concurrency: 8 });
    expect(totals).to.deep.include({ ...allGood, failures: {} });
  });

  it("sends the metadata and counts calls with another status as failures", async () => {
    const metadata = { "x-request-id": "same" };
    const address = await app({ LAB_FAIL_ATTEMPTS: "2" });
    const totals = await sendCalls({ address, count: 5, concurrency: 1, metadata });
    expect(totals).to.deep.include({ total: 5, failed: 2, byVersion: { v2: 3 } });
    expect(totals.failures).to.deep.equal({ "gRPC 14: this attempt fails on purpose": 2 });
  });

  it("counts calls that nobody answers, or not in time", async () => {
    const refused = await sendCalls({ address: "127.0.0.1:1", count: 2 });
    expect(Object.keys(refused.failures).join()).to.match(/^gRPC 14: .*ECONNREFUSED/);
    const address = await app({ LAB_DELAY_MS: "300" });
    const late = await sendCalls({ address, count: 2, timeout: 50 });
    expect(Object.keys(late.failures).join()).to.match(/^gRPC 4: Deadline exceeded/i);
  });

  it("counts TCP connections by the version in the line that comes back", async () => {
    const totals = await openConnections({ address: await app(), count: 40, concurrency: 8 });
    expect(totals).to.deep.include({ ...allGood, failures: {} });
  });

  it("counts TCP connections that are refused, closed, silent or answered by others", async () => {
    const open = async (listener: (socket: net.Socket) => void, timeout?: number) => {
      const server = await listening(net.createServer(listener).listen(0, "127.0.0.1"));
      const address = addressOf(server);
      const totals = await openConnections({ address, count: 2, ...(timeout ? { timeout } : {}) });
      return totals.failures;
    };
    const refused = await openConnections({ address: "127.0.0.1:1", count: 2 });
    expect(refused.failures).to.deep.equal({ ECONNREFUSED: 2 });
    expect(await open((socket) => socket.resume().end())).to.deep.equal({
      "closed without an answer": 2,
    });
    expect(await open((socket) => socket.resume(), 50)).to.deep.equal({
      "no answer within 50 ms": 2,
    });
    expect(await open((socket) => socket.end("220 hello\n"))).to.deep.equal({
      "not the lab's answer: 220 hello": 2,
    });
  });

  it("refuses an address that is not host:port, and a count that is none", async () => {
    const refusal = (run: Promise<unknown>) => run.catch((error: Error) => error.message);
    expect(await refusal(openConnections({ address: "http://a:1", count: 1 }))).to.include(
      '"http://a:1", but must be host:port',
    );
    expect(await refusal(sendCalls({ address: "a:1", count: 0.5 }))).to.include("positive integer");
  });

  it("trusts the given authority over TLS, for the host that is asked for or another name", async () => {
    const { certificate, key } = await selfSigned("shop.example.com");
    const asked: unknown[] = [];
    const server = https.createServer({ cert: certificate, key }, (request, response) => {
      asked.push((request.socket as unknown as { servername: unknown }).servername);
      response.writeHead(200, { "x-version": "v1" }).end();
    });
    await listening(server.listen(0, "127.0.0.1"));
    const url = `https://${addressOf(server)}/`;
    const headers = { host: "shop.example.com" };
    const byHost = await sendRequests({ url, count: 2, ca: certificate, headers });
    const servername = "shop.example.com";
    const byName = await sendRequests({ url, count: 2, ca: certificate, servername });
    expect([byHost.byVersion, byName.byVersion]).to.deep.equal([{ v1: 2 }, { v1: 2 }]);
    expect(asked).to.deep.equal(Array(4).fill(servername));
    const unknown = await sendRequests({ url, count: 1, headers });
    expect(Object.keys(unknown.failures).join()).to.match(/SELF_SIGNED|UNABLE_TO_VERIFY/);
    const other = { host: "other.example.com" };
    const wrongName = await sendRequests({ url, count: 1, ca: certificate, headers: other });
    expect(wrongName.failures).to.deep.equal({ ERR_TLS_CERT_ALTNAME_INVALID: 1 });
  });
});
