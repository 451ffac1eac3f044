import { setImmediate as turn } from "node:timers/promises";
import { expect } from "chai";
import { keyOf } from "../../../../model/notifications/events";
import type { NotificationReceiver } from "../../../../model/notifications/receiver";
import { begun, decidedOn, promotedBy } from "../../../../operations/rollout/decide/transitions";
import { Messenger } from "../../../../operations/rollout/notify/messenger";
import type { Deliver, Delivery } from "../../../../operations/rollout/notify/port";
import { FakeClock } from "../../../support/ports";
import { rolloutRecord } from "../../../support/rollout/record";

const mark = { by: "anna", at: "2030-01-01T00:00:00Z" };
const nowMs = Date.parse(mark.at);
const spec = { steps: [{ pause: {} }] };
const began = begun(rolloutRecord({ spec }), 1, mark);
const waiting = decidedOn(began, 0, mark);
const team: NotificationReceiver = { name: "team", kind: "slack" };
const log: NotificationReceiver = { name: "log", kind: "webhook" };

const later: Delivery = { kind: "later", why: "no answer" };
const delivered: Delivery = { kind: "delivered" };

/** A clock whose waits are over at once, also those in the background; they are remembered. */
class QuickClock extends FakeClock {
  override sleep(ms: number): Promise<void> {
    return super.sleep(ms);
  }
}

describe("what sends the messages of a driver", () => {
  let sent: string[];
  let said: string[];
  let clock: QuickClock;

  beforeEach(() => {
    sent = [];
    said = [];
    clock = new QuickClock();
  });

  function messenger(deliver: (name: string, key: string) => Delivery | Promise<Delivery>) {
    const given: Deliver = async ({ name }, event) => {
      sent.push(`${name} ${keyOf(event)}`);
      return deliver(name, keyOf(event));
    };
    const say = (line: string) => void said.push(line);
    return new Messenger({ receivers: [team, log], deliver: given, say, clock });
  }

  it("returns at once, and holds no receiver back for another one", async () => {
    const silent = new Promise<Delivery>(() => undefined);
    const one = messenger((name) => (name === "team" ? silent : delivered));
    one.tell(waiting, nowMs);
    expect(one.told(waiting)).to.equal(waiting);
    await turn();
    expect(sent).to.deep.equal(["team started.1", "log started.1", "log waiting.1"]);
    expect(one.told(waiting).notified).to.deep.equal([
      { receiver: "log", events: ["started.1", "waiting.1"] },
    ]);
    const settled = one.settle();
    await turn();
    clock.endBackground();
    await settled;
  });

  it("tries again with longer pauses, and says each reason once", async () => {
    let left = 6;
    const one = messenger((name) => (name === "team" && left-- > 0 ? later : delivered));
    one.tell(began, nowMs);
    await one.settle();
    expect(clock.waits).to.deep.equal([1000, 2000, 4000, 8000, 10_000, 10_000]);
    expect(said).to.deep.equal(["team could not be told yet: no answer"]);
    expect(one.told(began).notified).to.deep.include({ receiver: "team", events: ["started.1"] });
  });

  it("takes a refusal as final, says so, and goes on with what comes then", async () => {
    const one = messenger((name, key) =>
      name === "team" && key === "started.1" ? { kind: "refused", why: "404" } : delivered,
    );
    one.tell(began, nowMs);
    await turn();
    one.tell(waiting, nowMs);
    await one.settle();
    expect(sent.filter((line) => line.startsWith("team"))).to.deep.equal([
      "team started.1",
      "team waiting.1",
    ]);
    expect(said).to.deep.equal(["team was not told of started.1, and is not told again: 404"]);
  });

  it("sends no wait for a person any more that has ended meanwhile", async () => {
    let answer: (delivery: Delivery) => void = () => undefined;
    const one = messenger((name) =>
      name === "team" ? new Promise((done) => (answer = done)) : delivered,
    );
    one.tell(waiting, nowMs);
    await turn();
    one.tell(promotedBy(waiting, mark, false), nowMs);
    answer(delivered);
    await one.settle();
    expect(sent.filter((line) => line.startsWith("team"))).to.deep.equal(["team started.1"]);
  });

  it("tells what the record says nothing of, and nothing twice", async () => {
    const one = messenger(() => delivered);
    one.tell(waiting, nowMs);
    await one.settle();
    const next = messenger(() => delivered);
    sent = [];
    next.tell(one.told(waiting), nowMs);
    await next.settle();
    expect(sent).to.deep.equal([]);
    const known = one.told(waiting);
    expect(next.told(known)).to.equal(known);
  });
});
