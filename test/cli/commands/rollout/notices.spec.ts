// What receivers of a stack are told by the commands of rollouts, against fake API servers and receivers.
import { expect } from "chai";
import { Webhook } from "standardwebhooks";
import type { NotificationReceiver } from "../../../../model/notifications/receiver";
import type { NotificationBody } from "../../../../model/notifications/message";
import { withEnvironment } from "../../../support/folder";
import { FakePrometheus } from "../../../support/prometheus/fake";
import { Proxy } from "../../../support/prometheus/mesh";
import { RolloutStack, type Declared } from "../../../support/rollout/stack";
import { TestReceiver } from "../../../operations/rollout/notify/receiver";

const secret = `whsec_${Buffer.from("a secret of twenty-four.").toString("base64")}`;
const page = "https://pages.example.com/{release}/{rollout}.html";
const everything = ["started", "step", "waiting", "failed", "taken-back", "done"] as const;

describe("gray rollout with receivers of notifications", () => {
  let [team, audit, hook]: TestReceiver[] = [];
  let stack: RolloutStack;
  /** All that the commands wrote. */
  let output: string;
  let prometheus: FakePrometheus | undefined;

  beforeEach(async () => {
    output = "";
    [team, audit, hook] = [new TestReceiver(), new TestReceiver(), new TestReceiver()];
    for (const one of [team, audit, hook]) await one.listen();
  });

  afterEach(async () => {
    for (const one of [team, audit, hook]) one!.close();
    prometheus?.stop();
    prometheus = undefined;
    const records = JSON.stringify([stack.record("west"), stack.record("east")]);
    await stack.stop();
    for (const hidden of [secret.slice(6), "xoxb-geheim"])
      expect(output + records).to.not.contain(hidden);
  });

  const teamUrl = () => `${team!.url}/T0/B0/xoxb-geheim`;

  async function start(declared: Declared = {}): Promise<void> {
    const notifications: NotificationReceiver[] = [
      { name: "team", kind: "slack", page },
      { name: "audit", kind: "cloudevents", url: audit!.url, events: everything },
      { name: "hook", kind: "webhook", url: hook!.url, page },
    ];
    stack = await RolloutStack.start({ notifications, ...declared });
    await gray("start");
  }

  async function gray(...args: readonly string[]): Promise<number> {
    const variables = { GRAY_NOTIFICATION_URL_TEAM: teamUrl(), GRAY_WEBHOOK_SECRET: secret };
    const { code, stdout, stderr } = await withEnvironment(variables, () => stack.gray(...args));
    output += stdout + stderr;
    return code;
  }

  /** The ids without that of the rollout. */
  const told = (receiver: TestReceiver | undefined) =>
    receiver!.ids.map((id) => id?.slice(stack.record()!.id.length + 1));

  /** The message of an event, as the library of Standard Webhooks finds it good. */
  function verified(event: string): NotificationBody {
    const i = told(hook).indexOf(event);
    const { body, headers } = hook!.got[i]!;
    return new Webhook(secret).verify(body, headers as Record<string, string>) as NotificationBody;
  }

  const texts = () => team!.got.map(({ body }) => (JSON.parse(body) as { text: string }).text);

  it("tells each event once, signed, with the page; another tick tells nothing", async () => {
    await start();
    expect(await gray("tick"), output).to.equal(1);
    const { id } = stack.record()!;
    expect(told(hook)).to.deep.equal(["started.1", "waiting.2"]);
    expect(told(audit)).to.deep.equal(["started.1", "step.1", "step.2", "waiting.2"]);
    await gray("tick");
    expect([hook!.got.length, audit!.got.length, team!.got.length]).to.deep.equal([2, 4, 2]);

    await gray("promote");
    expect(await gray("tick"), output).to.equal(0);
    await gray("tick");
    expect(told(hook)).to.deep.equal(["started.1", "waiting.2", "done.1"]);
    expect(told(audit).slice(4)).to.deep.equal(["step.3", "done.1"]);
    expect(verified("waiting.2")).to.deep.include({
      ...{ type: "rollout.waiting", stack: "dev", release: "demo", rollout: id, step: 2 },
      page: `https://pages.example.com/demo/${id}.html`,
      command: "npx gray rollout promote -s dev",
      weights: { west: { web: { v1: 80, v2: 20 } }, east: { web: { v1: 80, v2: 20 } } },
    });
    const goal = { web: { v2: 100 } };
    expect(verified("done.1").weights).to.deep.equal({ west: goal, east: goal });
    for (const { body, headers } of audit!.got)
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).to.include({
        ...{ specversion: "1.0", subject: id, source: "/gray-release/dev/demo" },
      });
    expect(texts()).to.have.length(3);
    expect(team!.got[2]!.body).to.contain(`<https://pages.example.com/demo/${id}.html|page>`);
  });

  it("tells that a webhook failed it, why, and that traffic is back", async () => {
    const gate = new TestReceiver();
    await gate.listen();
    gate.answers.push(409);
    await start({
      rollout: { steps: [{ setWeight: 20 }, { webhook: { name: "load", url: gate.url } }] },
    });
    expect(await gray("run"), output).to.equal(1);
    gate.close();
    expect(told(hook)).to.deep.equal(["started.1", "failed.1", "taken-back.1"]);
    expect(verified("failed.1").why).to.match(/^load failed: its server answered 409/);
    const before = { web: { v1: 100 } };
    expect(verified("taken-back.1").weights).to.deep.equal({ west: before, east: before });
    expect(texts()[2]).to.match(
      / traffic is back in all clusters; nothing must be done at once. The reason: load failed/,
    );
  });

  it("tells that an analysis failed it", async () => {
    prometheus = await FakePrometheus.start();
    const [old, fresh] = [1, 2].map((i) => new Proxy(prometheus!, `10.0.0.${i}:15020`));
    const of = { service: "web", from: "west", to: "west" };
    for (let second = -60; second < 60; second += 1) {
      old!.count({ ...of, version: "v1", count: 100 }).scrape(Date.now() + second * 1000);
      fresh!.count({ ...of, version: "v2", code: "503", count: 40 });
      fresh!.scrape(Date.now() + second * 1000);
    }
    const analysis = { warmUp: "0s", interval: "1s", latency: false as const };
    await start({
      rollout: { steps: [{ setWeight: 20 }, { analysis }] },
      prometheus: { url: prometheus.url, scrapeInterval: "1s" },
    });
    expect(await gray("run"), output).to.equal(1);
    expect(told(hook)).to.deep.equal(["started.1", "failed.1", "taken-back.1"]);
    expect(verified("failed.1").why).to.contain("v2");
  });

  it("tells of an abort who ended it, and why", async () => {
    await start();
    await gray("tick");
    expect(await gray("abort", "--reason", "carts are slow"), output).to.equal(0);
    await gray("tick");
    expect(told(hook)).to.deep.equal(["started.1", "waiting.2", "taken-back.1"]);
    expect(verified("taken-back.1")).to.include({ by: "spec", why: "carts are slow" });
  });

  it("takes an abort as far as it can that comes while a tick waits for a receiver", async () => {
    await start();
    const east = stack.clusters.api("east");
    hook!.onMessage = async () => {
      if (told(hook).at(-1) !== "waiting.2") return;
      await east.refuse();
      await gray("abort");
    };
    expect(await gray("tick"), output).to.equal(1);
    expect(output).to.match(/ drives the rollout, and records the end\.\n/);
    expect(stack.record()).to.deep.include({ status: "aborted", owed: ["east"] });
    await east.accept();
    expect(await gray("tick"), output).to.equal(0);
    expect(stack.record()).to.deep.include({ owed: [], recorded: true });
    expect(told(hook)).to.deep.equal(["started.1", "waiting.2", "taken-back.1"]);
  });

  it("takes an abort to its end that comes while a tick waits for a receiver", async () => {
    await start();
    hook!.onMessage = async () => {
      if (told(hook).at(-1) === "waiting.2") await gray("abort");
    };
    expect(await gray("tick"), output).to.equal(0);
    expect(stack.record()).to.deep.include({ status: "aborted", owed: [], recorded: true });
    expect(told(hook)).to.deep.equal(["started.1", "waiting.2", "taken-back.1"]);
  });

  it("keeps no step waiting for a receiver, and says what one answers without its address", async () => {
    await start();
    // It answers once the step is written: a driver that waits for it would wait for ever.
    const written = new Promise<void>((done) =>
      stack.clusters.api("east").before({ method: "PATCH", path: /virtualservices/ }, done),
    );
    team!.onMessage = () => written;
    team!.answers.push(503, 404);
    expect(await gray("tick"), output).to.equal(1);
    expect([stack.share("west"), stack.share("east")]).to.deep.equal([20, 20]);
    expect(output).to.contain("team could not be told yet: its server answered 503: said ***\n");
    expect(output).to.contain(
      "team was not told of started.1, and is not told again: its server answered 404: said ***\n",
    );
    expect(texts().at(-1)).to.match(/waits for a person at step 2/);
  });

  it("tries a receiver once at each tick after the end, until it is told", async () => {
    await start();
    await gray("promote", "--full");
    await gray("tick");
    const { notified = [], ...rest } = stack.record()!;
    stack.put({ ...rest, notified: notified.filter(({ receiver }) => receiver !== "hook") });
    hook!.got.length = 0;
    hook!.answers.push(503, 503);
    await gray("tick");
    await gray("tick");
    expect(told(hook)).to.deep.equal(["started.1", "started.1"]);
    expect(await gray("tick"), output).to.equal(0);
    await gray("tick");
    expect(told(hook).slice(2)).to.deep.equal(["started.1", "done.1"]);
  });
});
