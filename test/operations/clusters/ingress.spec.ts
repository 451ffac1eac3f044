import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { clientFor } from "../../../kubernetes/connect";
import type { ApiServer } from "../../../kubernetes/api-server";
import { resolveGateways, type ResolvedGateway } from "../../../model/plan/exposure";
import type { Cluster } from "../../../model/release/cluster";
import type { Release } from "../../../model/release/release";
import type { Clock } from "../../../operations/clock";
import { findIngress } from "../../../operations/clusters/ingress";
import { FakeClock } from "../../support/ports";
import { release } from "../../support/releases";
import { closedPort } from "../../support/server";

const west = { name: "west" };
const user = { token: "hidden-token" };
const advice = "set ingress of cluster west to its address, or to its Service <namespace>/<name>";

function gatewayOf(given: Release): ResolvedGateway {
  return resolveGateways(given)[0]!;
}

/** Looks up the ingress gateway with the client that an update has. */
async function find(
  cluster: Cluster,
  given: Release,
  server?: ApiServer,
  clock?: Clock,
): Promise<string> {
  const client = server && (await clientFor(server));
  try {
    return await findIngress({ cluster, server, client }, given, gatewayOf(given), clock);
  } finally {
    client?.close();
  }
}

/** Looks up the ingress gateway at an API server that answers so. */
async function lookUp(
  answer: RequestListener,
  cluster: object = {},
  clock?: Clock,
): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  try {
    const api = { url, entry: {}, user };
    return await find({ ...west, ...cluster }, release(), api, clock);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("the ingress gateway of a cluster", () => {
  it("is where the stack says", async () => {
    const told = { ...west, ingress: "https://shop.example.com" };
    expect(await find(told, release(), undefined)).to.equal("https://shop.example.com");
  });

  it("is asked for at the API server, with the client of the update", async () => {
    const asked: (string | undefined)[] = [];
    const service = { spec: { ports: [{ port: 80, nodePort: 30080 }] } };
    const found = await lookUp(({ url, headers }, answer) => {
      asked.push(url, headers.authorization);
      answer.end(JSON.stringify(service));
    });
    expect(found).to.equal("http://127.0.0.1:30080");
    expect(asked).to.deep.equal([
      "/api/v1/namespaces/istio-system/services/istio-ingressgateway",
      // Over plain HTTP the client sends no credentials.
      undefined,
    ]);
  });

  it("is the Service that the stack names", async () => {
    const status = { loadBalancer: { ingress: [{ ip: "203.0.113.7" }] } };
    let path: string | undefined;
    const found = await lookUp(
      ({ url }, answer) => {
        path = url;
        answer.end(JSON.stringify({ status }));
      },
      { ingress: "edge/front" },
    );
    expect(found).to.equal("http://203.0.113.7");
    expect(path).to.equal("/api/v1/namespaces/edge/services/front");
  });

  it("is unknown where its Service has no address yet", async () => {
    const found = await lookUp((_, answer) => answer.end("{}"));
    expect(found).to.match(/^unknown: .* no load balancer's address and no node port; set /);
  });

  it("is unknown where the API server refuses, answers no JSON, or breaks off", async () => {
    const refused = await lookUp((_, answer) => answer.writeHead(403).end("forbidden"));
    expect(refused).to.contain("the API server answers 403");
    expect(await lookUp((_, answer) => answer.end("<html>"))).to.match(/^unknown: .*; set ingress/);
    const broken = await lookUp((_, answer) => {
      answer.writeHead(200, { "content-length": "100" });
      answer.write("{", () => answer.destroy());
    });
    expect(broken).to.match(/^unknown: .*; set ingress/);
  });

  it("is unknown where the API server does not answer, which fails no update", async () => {
    const url = new URL(`https://127.0.0.1:${await closedPort()}`);
    const found = await find(west, release(), { url, entry: {}, user });
    expect(found).to.match(/^unknown: .*: connect ECONNREFUSED .*; set ingress of /);
    expect(found).to.not.contain("hidden-token");
  });

  it("is unknown where the API server is slow, which holds no update up", async () => {
    const over = new FakeClock();
    over.deadline = () => Promise.resolve();
    const found = await lookUp(() => undefined, {}, over);
    expect(found).to.contain("the API server is slow to answer; set ingress");
  });

  it("is looked up in time or not at all: it waits for three seconds, and no longer", async () => {
    const waits: number[] = [];
    const clock = new FakeClock();
    clock.deadline = (ms) => {
      waits.push(ms);
      return new Promise(() => undefined);
    };
    await lookUp((_, answer) => answer.end("{}"), {}, clock);
    expect(waits).to.deep.equal([3000]);
  });

  it("is unknown where a selector means a gateway that nobody named", async () => {
    const edge = release({ gateway: { selector: { gw: "edge" } } });
    expect(await find(west, edge, undefined)).to.equal(`unknown: ${advice}`);
  });

  it("is unknown, with the reason, where the program has no client", async () => {
    const noClient = "the id-token of its user has expired";
    const found = await findIngress({ cluster: west, noClient }, release(), gatewayOf(release()));
    expect(found).to.equal(
      `unknown: istio-system/istio-ingressgateway: the id-token of its user has expired; ${advice}`,
    );
  });
});
