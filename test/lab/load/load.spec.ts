import { expect } from "chai";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { sendRequests, steadyLoad } from "../../../lab/load/load";

describe("the load generator", () => {
  let server: http.Server;
  let url: string;
  let seen = 0;

  before((done) => {
    server = http.createServer((request, response) => {
      seen += 1;
      if (request.url === "/broken") return response.writeHead(503).end("no healthy upstream");
      if (request.url === "/cut") return void request.socket.destroy();
      const version = seen % 4 === 0 ? "v2" : "v1";
      response.writeHead(200, { "x-version": version, "x-cluster": "west" });
      response.end(JSON.stringify({ host: request.headers.host }));
    });
    server.listen(0, "127.0.0.1", () => {
      url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      done();
    });
  });

  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it("sends as many requests as asked and counts versions and clusters", async () => {
    seen = 0;
    const totals = await sendRequests({ url: `${url}/hello`, count: 200 });
    expect(seen).to.equal(200);
    expect(totals).to.deep.include({ total: 200, failed: 0, byCluster: { west: 200 } });
    expect(totals.byVersion).to.deep.equal({ v1: 150, v2: 50 });
  });

  it("counts answers other than 2xx as failures, with what they say", async () => {
    const totals = await sendRequests({ url: `${url}/broken`, count: 10 });
    expect(totals.failed).to.equal(10);
    expect(totals.failures).to.deep.equal({ "HTTP 503: no healthy upstream": 10 });
    expect(totals.byVersion).to.deep.equal({});
  });

  it("counts requests without an answer as failures", async () => {
    const totals = await sendRequests({ url: `${url}/cut`, count: 3, concurrency: 1 });
    expect(totals.failed).to.equal(3);
    expect(Object.values(totals.failures)).to.deep.equal([3]);
  });

  it("hands every answer on, and sends the headers it is given", async () => {
    const hosts: string[] = [];
    await sendRequests({
      url,
      count: 2,
      headers: { host: "shop.example.com" },
      onAnswer: ({ body }) => hosts.push((JSON.parse(body) as { host: string }).host),
    });
    expect(hosts).to.deep.equal(["shop.example.com", "shop.example.com"]);
  });

  it("goes on until it is told to stop, and keeps every answer with its time", async () => {
    const stop = new AbortController();
    const begin = performance.now();
    let answered = 0;
    const { total, answers, failed } = await steadyLoad({
      url,
      signal: stop.signal,
      onAnswer: () => {
        answered += 1;
        if (answered >= 200 && performance.now() - begin > 50) stop.abort();
      },
    });
    expect(failed).to.equal(0);
    expect(answers.length).to.equal(total);
    expect(total).to.be.at.least(200);
    // Milliseconds since the load began.
    expect(answers.lastAnswerOf("v1")).to.be.within(1, performance.now() - begin);
    expect(answers.lastAnswerOf("v3")).to.equal(undefined);
    expect([...answers.between(0, 1)].length).to.be.lessThan(total);
  });

  it("refuses a count that is no positive integer", async () => {
    const refusal = await sendRequests({ url, count: 0 }).catch((error: Error) => error.message);
    expect(refusal).to.include("positive integer");
  });
});
