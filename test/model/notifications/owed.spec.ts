import { expect } from "chai";
import { eventsOf, keyOf } from "../../../model/notifications/events";
import { notificationEvents } from "../../../model/notifications/names";
import { isOwed, owedTo, toldBy, withAllTold, withTold } from "../../../model/notifications/owed";
import type { NotificationReceiver } from "../../../model/notifications/receiver";
import { readRecord, recordText } from "../../../model/rollout/codec/codec";
import { lives, type Mark, type RolloutRecord } from "../../../model/rollout/record";
import {
  backToStart,
  begun,
  decidedOn,
  doneWith,
  heldBy,
  promotedBy,
  settledOwed,
} from "../../../operations/rollout/decide/transitions";
import { rolloutRecord } from "../../support/rollout/record";

const minute = (n: number): string => new Date(Date.UTC(2030, 0, 1, 0, n)).toISOString();
const mark = (n: number, by = "a driver"): Mark => ({ by, at: minute(n) });
const everything: NotificationReceiver = {
  name: "log",
  kind: "webhook",
  events: notificationEvents,
};
const people: NotificationReceiver = { name: "team", kind: "slack" };

/** A rollout that began, and went to its first step, a pause without an end, and no further. */
function atPause(): RolloutRecord {
  const first = begun(
    rolloutRecord({ spec: { steps: [{ setWeight: 20 }, { pause: {} }] } }),
    1,
    mark(0, "anna"),
  );
  const moved = doneWith(decidedOn(first, 0, mark(1)), mark(2), "proxies acknowledged it");
  return decidedOn(moved, 1, mark(3));
}

const keys = (record: RolloutRecord, receiver = everything, now = minute(5)) =>
  owedTo(receiver, record, Date.parse(now)).map(keyOf);

describe("what receivers of notifications are told", () => {
  it("follows from the record: each event with the number of its step", () => {
    const record = atPause();
    expect(keys(record)).to.deep.equal(["started.1", "step.1", "step.2", "waiting.2"]);
    expect(keys(record, people)).to.deep.equal(["started.1", "waiting.2"]);
    expect(eventsOf(record, Date.parse(minute(5)))[0]).to.deep.include({
      by: "anna",
      at: minute(0),
    });
  });

  it("is a wait only while somebody has to act", () => {
    const record = atPause();
    expect(keys(heldBy(record, mark(4)))).to.not.include("waiting.2");
    expect(keys(promotedBy(record, mark(4), false))).to.not.include("waiting.2");
    expect(keys(promotedBy(record, mark(4), true))).to.not.include("waiting.2");
    expect(keys(backToStart(record, "aborted", mark(4), "aborted"))).to.not.include("waiting.2");
    const short = rolloutRecord({ spec: { steps: [{ pause: { duration: "1h" } }] } });
    expect(keys(short)).to.deep.equal([]);
  });

  it("is a wait where an analysis has not decided in its time", () => {
    const spec = { steps: [{ analysis: { errors: {}, deadline: "10m" as const } }] };
    const at = { index: 0, from: -1, state: "decided", since: minute(0) } as const;
    const record = rolloutRecord({ spec, at });
    expect(keys(record, people, minute(9))).to.deep.equal([]);
    expect(keys(record, people, minute(10))).to.deep.equal(["waiting.1"]);
  });

  it("has the way back only when all clusters have it", () => {
    const failed = backToStart(atPause(), "failed", mark(6), "load failed: 503");
    expect(keys(failed, people)).to.deep.equal(["started.1", "failed.1"]);
    const half = settledOwed(failed, ["west"], mark(7));
    expect(keys(half, people)).to.not.include("taken-back.1");
    const back = settledOwed(half, ["east"], mark(8));
    expect(keys(back, people)).to.deep.equal(["started.1", "failed.1", "taken-back.1"]);
    const told = eventsOf(back, 0).find(({ event }) => event === "taken-back");
    expect(told).to.deep.include({ at: minute(8), what: "load failed: 503" });
  });

  it("is told once, also by the text of the record, and keeps one entry for each kind of event", () => {
    let record = atPause();
    const all = owedTo(everything, record, Date.parse(minute(5)));
    const told = all.reduce<readonly string[]>(withTold, []);
    expect(told).to.deep.equal(["started.1", "step.2", "waiting.2"]);
    record = readRecord(recordText(withAllTold(record, new Map([["log", told]]))));
    expect(keys(record)).to.deep.equal([]);
    expect(toldBy(record, "log")).to.deep.equal(told);
    expect(keys(record, people)).to.deep.equal(["started.1", "waiting.2"]);
    expect(isOwed([everything], record, Date.parse(minute(5)))).to.equal(false);
    expect(withAllTold(record, new Map([["log", ["step.1"]]]))).to.equal(record);
    expect(lives(record)).to.equal(true);
  });

  it("is owed for a day", () => {
    const day = 24 * 60;
    expect(keys(atPause(), everything, minute(day + 2))).to.deep.equal(["step.2", "waiting.2"]);
  });
});
