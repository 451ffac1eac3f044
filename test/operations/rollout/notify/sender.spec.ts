import { expect } from "chai";
import { Webhook } from "standardwebhooks";
import { eventsOf } from "../../../../model/notifications/events";
import type { NotificationReceiver } from "../../../../model/notifications/receiver";
import type { RolloutRecord } from "../../../../model/rollout/record";
import {
  backToStart,
  begun,
  decidedOn,
  settledOwed,
} from "../../../../operations/rollout/decide/transitions";
import type { Delivery } from "../../../../operations/rollout/notify/port";
import { sender, type SenderOptions } from "../../../../operations/rollout/notify/sender";
import { rolloutRecord } from "../../../support/rollout/record";
import { TestReceiver } from "./receiver";

const secret = `whsec_${Buffer.from("a secret of twenty-four.").toString("base64")}`;
const mark = (minute: number, by = "a driver") => ({ by, at: `2030-01-01T00:0${minute}:00Z` });
const page = "https://pages.example.com/{release}/{rollout}.html?of={stack}";

/** A rollout that waits for a person. */
const waiting = decidedOn(
  begun(rolloutRecord({ spec: { steps: [{ pause: {} }] } }), 1, mark(0, "anna")),
  0,
  mark(1),
);

describe("a message of a rollout", () => {
  let server: TestReceiver;

  beforeEach(async () => {
    server = new TestReceiver();
    await server.listen();
  });

  afterEach(() => server.close());

  function send(
    receiver: Omit<NotificationReceiver, "name">,
    {
      record = waiting,
      event = "waiting",
      ...options
    }: Partial<SenderOptions> & {
      readonly record?: RolloutRecord;
      readonly event?: string;
    } = {},
  ): Promise<Delivery> {
    const found = eventsOf(record, 0).find((one) => one.event === event)!;
    const deliver = sender({
      ...{ stack: "org/prod", url: () => Promise.resolve(server.url) },
      ...{ secret: () => Promise.resolve(secret), ...options },
    });
    return deliver({ name: "team", ...receiver }, found, record, new AbortController().signal);
  }

  const bodyAt = (i = 0): unknown => JSON.parse(server.got[i]!.body);

  it("is signed, so that another library finds it good", async () => {
    for (const kind of ["webhook", "cloudevents"] as const)
      expect(await send({ kind })).to.deep.equal({ kind: "delivered" });
    for (const { body, headers } of server.got) {
      const verified = new Webhook(secret).verify(body, headers as Record<string, string>);
      expect(verified).to.include({ id: "a1.waiting.1" });
      expect(() => new Webhook(secret).verify(`${body} `, headers as never)).to.throw();
    }
    expect(server.ids).to.deep.equal(["a1.waiting.1", "a1.waiting.1"]);
  });

  it("is JSON that says what happened, why, and how to go on", async () => {
    await send({ kind: "webhook", page });
    expect(bodyAt()).to.deep.equal({
      type: "rollout.waiting",
      id: "a1.waiting.1",
      text: "Rollout a1 of demo waits for a person at step 1 (pause until somebody promotes in west and east): its plan has a pause here that a person ends.",
      ...{ stack: "org/prod", release: "demo", rollout: "a1", step: 1 },
      ...{ clusters: ["west", "east"], services: ["shop"] },
      weights: { west: { shop: { v1: 100, v2: 0 } }, east: { shop: { v1: 100, v2: 0 } } },
      why: "its plan has a pause here that a person ends",
      at: "2030-01-01T00:01:00.000Z".replace(".000", ""),
      page: "https://pages.example.com/demo/a1.html?of=org%2Fprod",
      command: "npx gray rollout promote -s org/prod",
    });
  });

  it("repeats no credentials that an answer of a server or a reason holds", async () => {
    const why = "load failed: got Bearer s3cret.s3cret of https://anna:s3cret@load.example.com";
    const failed = backToStart(waiting, "failed", mark(2), why);
    for (const kind of ["webhook", "slack", "cloudevents"] as const)
      await send({ kind }, { record: failed, event: "failed" });
    expect(server.got).to.have.length(3);
    for (const { body } of server.got)
      expect(body)
        .to.contain("load failed: got Bearer … of https://…@load.example.com")
        .and.not.contain("s3cret");
  });

  it("says of a way back who or what took it, and why", async () => {
    const failed = backToStart(waiting, "failed", mark(2), "load failed: 503 <b>&");
    const back = settledOwed(failed, ["west", "east"], mark(3));
    await send({ kind: "webhook" }, { record: back, event: "failed" });
    await send({ kind: "webhook" }, { record: back, event: "taken-back" });
    const aborted = settledOwed(
      backToStart(
        waiting,
        "aborted",
        { ...mark(2, "eva"), why: "slow" },
        "the rollout was aborted",
      ),
      ["west", "east"],
      mark(3),
    );
    await send({ kind: "webhook" }, { record: aborted, event: "taken-back" });
    expect([0, 1, 2].map((i) => (bodyAt(i) as { text: string }).text)).to.deep.equal([
      "Rollout a1 of demo failed, because load failed: 503 <b>&. Traffic goes back to where it began, in all clusters.",
      "Rollout a1 of demo failed, and traffic is back in all clusters; nothing must be done at once. The reason: load failed: 503 <b>&.",
      "Rollout a1 of demo was aborted, by eva (slow), and traffic is back in all clusters.",
    ]);
    expect(bodyAt(2)).to.include({ by: "eva", why: "slow" });
    await send({ kind: "slack" }, { record: back, event: "failed" });
    const { text } = bodyAt(3) as { text: string };
    expect(text).to.include("503 &lt;b&gt;&amp;.");
  });

  it("is a message of Slack, unsigned, with the command and a link", async () => {
    expect(await send({ kind: "slack", page })).to.deep.equal({ kind: "delivered" });
    const { blocks, text } = bodyAt() as { text: string; blocks: object[] };
    expect(text).to.match(/^Rollout a1 of demo waits for a person/);
    expect(JSON.stringify(blocks)).to.include("To go on: `npx gray rollout promote -s org/prod`");
    expect(JSON.stringify(blocks)).to.include(
      "<https://pages.example.com/demo/a1.html?of=org%2Fprod|page>",
    );
    expect(server.got[0]!.headers).to.not.have.any.keys("webhook-signature", "webhook-id");
  });

  it("is a CloudEvent with the attributes that its specification demands", async () => {
    await send({ kind: "cloudevents" });
    expect(server.got[0]!.headers["content-type"]).to.equal(
      "application/cloudevents+json; charset=utf-8",
    );
    const { data, ...attributes } = bodyAt() as Record<string, unknown>;
    expect(attributes).to.deep.equal({
      ...{ specversion: "1.0", id: "a1.waiting.1", source: "/gray-release/org%2Fprod/demo" },
      ...{ type: "gray-release.rollout.waiting.v1", subject: "a1", time: "2030-01-01T00:01:00Z" },
      datacontenttype: "application/json",
    });
    expect(data).to.include({ type: "rollout.waiting", rollout: "a1" });
  });

  it("is final with 4xx and redirects, and worth another try else", async () => {
    server.answers.push(400, 403, 404, 410, 302, 408, 429, 500, 503);
    const kinds: string[] = [];
    for (const _ of [...server.answers]) kinds.push((await send({ kind: "webhook" })).kind);
    expect(kinds.join(" ")).to.match(/^(refused ){5}(later ?){4}$/);
  });

  it("waits for an address and a secret, and says how to set them; nothing is sent unsigned", async () => {
    const none = () => Promise.resolve(undefined);
    const key = "pulumi config set --secret gray-release:";
    expect(await send({ kind: "webhook" }, { url: none })).to.deep.include({
      why: `it has no address: ${key}notification-url-team`,
    });
    expect(await send({ kind: "webhook" }, { secret: none })).to.deep.include({
      kind: "later",
      why: `there is no secret to sign messages with: ${key}webhook-secret`,
    });
    const broken = () => Promise.reject(new Error("pulumi is not there"));
    expect(await send({ kind: "webhook" }, { secret: broken })).to.deep.equal({
      ...{ kind: "later", why: "pulumi is not there" },
    });
    const geheim = () => Promise.resolve("geheim");
    expect(JSON.stringify(await send({ kind: "slack" }, { url: geheim }))).to.not.include("geheim");
    expect(server.got).to.deep.equal([]);
  });
});
