import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import type { RolloutRecord } from "../../../../model/rollout/record";
import { sequenceOf } from "../../../../model/rollout/sequence";
import type { WebhookSpec } from "../../../../model/rollout/spec";
import { WebhookGate, type WebhookOptions } from "../../../../operations/rollout/gates/webhook";
import { FakeClock } from "../../../support/ports";
import { rolloutRecord } from "../../../support/rollout/record";

interface Asked {
  readonly method: string | undefined;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** The record of a rollout that stands at its webhook, which is the third step. */
function atWebhook(webhook: WebhookSpec): RolloutRecord {
  const record = rolloutRecord({
    spec: { steps: [{ setWeight: 5 }, { pause: { duration: "1s" } }, { webhook }] },
  });
  return { ...record, at: { ...record.at, index: 2 } };
}

describe("a webhook of a rollout", () => {
  let server: Server;
  let asked: Asked[];
  let answers: ((response: ServerResponse) => void)[];
  let clock: FakeClock;

  beforeEach(async () => {
    asked = [];
    answers = [];
    clock = new FakeClock();
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const { method, headers } = request;
        asked.push({ method, headers, body: Buffer.concat(parts).toString() });
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        answer?.(response);
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const status =
    (code: number, text = "") =>
    (response: ServerResponse) => {
      response.writeHead(code).end(text);
    };
  const silent = () => undefined;

  function ask(webhook: Partial<WebhookSpec> = {}, options: Partial<WebhookOptions> = {}) {
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/gates?of=shop`;
    const record = atWebhook({ name: "load", url, ...webhook });
    const secret = () => Promise.resolve("geheim");
    const gate = new WebhookGate({ secret, clock, ...options });
    return gate.ask({ action: sequenceOf(record)[2]!, record });
  }

  it("passes with any answer of 2xx", async () => {
    for (const code of [200, 202, 204, 299]) {
      answers = [status(code)];
      expect(await ask()).to.deep.equal({
        verdict: "pass",
        why: `its server answered ${code}`,
      });
    }
    expect(asked).to.have.lengthOf(4);
  });

  it("fails with any answer of 4xx, at once, and says what the server said in one line", async () => {
    for (const code of [400, 404, 409, 429]) {
      answers = [status(code, "too many\u001b[31m\nerrors ")];
      expect(await ask()).to.deep.equal({
        verdict: "fail",
        why: `its server answered ${code}: too many [31m errors`,
      });
    }
    expect([asked.length, clock.waits]).to.deep.equal([4, []]);
  });

  it("repeats no more than the beginning of a long answer", async () => {
    answers = [status(403, "x".repeat(100_000))];
    const { why } = await ask();
    expect(why).to.equal(`its server answered 403: ${"x".repeat(200)}…`);
  });

  it("waits for no end of an answer that has none", async () => {
    answers = [
      (response) => {
        response.writeHead(403).write("y".repeat(10_000));
      },
    ];
    expect((await ask({ timeout: "5s" })).verdict).to.equal("fail");
  });

  it("is asked again after 5xx, with the same id and body, until the server has judged", async () => {
    answers = [status(503), status(500), status(200, "fine")];
    expect(await ask()).to.deep.equal({ verdict: "pass", why: "its server answered 200: fine" });
    expect(clock.waits).to.deep.equal([1000, 2000]);
    const same = asked.map(({ headers, body }) => [
      headers["idempotency-key"],
      headers["webhook-id"],
      body,
    ]);
    expect(new Set(same.map((one) => JSON.stringify(one))).size).to.equal(1);
    expect(asked.map(({ headers }) => headers["webhook-timestamp"])).to.deep.equal(["0", "1", "3"]);
  });

  it("holds the rollout when the interval is over", async () => {
    answers = [status(503, "starting")];
    expect(await ask({ interval: "30s" })).to.deep.equal({
      verdict: "hold",
      why: "its server answered 503: starting",
    });
    expect(clock.waits).to.deep.equal([1000, 2000, 4000, 8000, 10_000]);
  });

  it("holds it where no server answers in time, or none is there", async () => {
    answers = [silent];
    expect(await ask({ timeout: "50ms", interval: "1s" })).to.deep.equal({
      verdict: "hold",
      why: "no answer within 0.05 s",
    });
    const gone = await ask({ url: "http://127.0.0.1:9/", interval: "1s" });
    expect(gone.verdict).to.equal("hold");
    expect(gone.why).to.include("ECONNREFUSED");
  });

  it("is asked again after a time-out", async () => {
    answers = [silent, status(200)];
    expect((await ask({ timeout: "50ms" })).verdict).to.equal("pass");
    expect(asked).to.have.lengthOf(2);
  });

  it("follows no redirect, and holds", async () => {
    answers = [
      (response) => {
        response.writeHead(302, { location: "/elsewhere" }).end();
      },
    ];
    expect(await ask()).to.deep.equal({
      verdict: "hold",
      why: "its server answered 302: write the address to which it leads",
    });
    expect([asked.length, clock.waits]).to.deep.equal([1, []]);
  });

  it("gets the place of the rollout as JSON, signed with id and time", async () => {
    answers = [status(204)];
    await clock.sleep(1_700_000_000_500);
    await ask();
    const [{ method, headers, body }] = asked as [Asked];
    const record = atWebhook({ name: "load", url: "http://a" });
    expect([method, headers["content-type"]]).to.deep.equal(["POST", "application/json"]);
    expect(JSON.parse(body)).to.deep.equal({
      type: "rollout.gate",
      gate: "load",
      release: record.release,
      rollout: record.id,
      step: 3,
      wave: 1,
      clusters: record.primaries,
      services: ["shop"],
      weights: Object.fromEntries(
        Object.entries(record.current.weights).map(([name, { services }]) => [name, services]),
      ),
    });
    const id = `${record.id}-2`;
    const signature = createHmac("sha256", "geheim")
      .update(`${id}.1700000000.${body}`)
      .digest("base64");
    expect(headers).to.deep.include({
      "webhook-id": id,
      "idempotency-key": id,
      "webhook-timestamp": "1700000000",
      "webhook-signature": `v1,${signature}`,
    });
    expect(JSON.stringify(asked)).to.not.include("geheim");
  });

  it("takes a secret in base64, as generators of such secrets write it", async () => {
    answers = [status(204)];
    const secret = () => Promise.resolve(`whsec_${Buffer.from("geheim").toString("base64")}`);
    await ask({}, { secret });
    await ask();
    const [one, other] = asked.map(({ headers }) => headers["webhook-signature"]);
    expect(one).to.equal(other);
  });

  it("is not asked without a secret, and says how to set one", async () => {
    answers = [status(204)];
    const { verdict, why } = await ask({}, { secret: () => Promise.resolve(undefined) });
    expect([verdict, asked.length]).to.deep.equal(["hold", 0]);
    expect(why).to.include("pulumi config set --secret gray-release:webhook-secret");
    expect(why).to.include("GRAY_WEBHOOK_SECRET");
  });

  it("reads the secret anew after it could not be read", async () => {
    answers = [status(204)];
    let fails = true;
    const secret = () =>
      fails ? Promise.reject(new Error("pulumi is not on the PATH")) : Promise.resolve("geheim");
    const { port } = server.address() as AddressInfo;
    const record = atWebhook({ name: "load", url: `http://127.0.0.1:${port}` });
    const gate = new WebhookGate({ secret, clock });
    const question = { action: sequenceOf(record)[2]!, record };
    expect(await gate.ask(question)).to.deep.equal({
      verdict: "hold",
      why: "the secret of webhooks can't be read: pulumi is not on the PATH",
    });
    fails = false;
    expect((await gate.ask(question)).verdict).to.equal("pass");
  });

  it("ends early when the driver ends", async () => {
    const driver = new AbortController();
    answers = [() => driver.abort()];
    const { verdict } = await ask({ timeout: "1m" }, { signal: driver.signal });
    expect([verdict, clock.waits]).to.deep.equal(["hold", []]);
  });
});
