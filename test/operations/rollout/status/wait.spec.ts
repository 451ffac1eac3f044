// What a rollout waits for, and how long.
import { expect } from "chai";
import type { RolloutRecord } from "../../../../model/rollout/record";
import type { RolloutSpec } from "../../../../model/rollout/spec";
import { statusOf, type StatusQuestion } from "../../../../operations/rollout/status/build";
import { rolloutRecord } from "../../../support/rollout/record";

const at = (time: string) => `2030-01-01T${time}Z`;
const driver = { holder: "ci@runner:17", since: at("00:00:01"), until: at("00:04:15") };

const spec: RolloutSpec = {
  steps: [
    { setWeight: 20 },
    { pause: { duration: "10m" } },
    { pause: {} },
    { webhook: { name: "smoke", url: "https://ci.example/smoke" } },
  ],
  waves: [["west"], { clusters: ["east"], soak: "5m" }],
};

/** What is waited for one minute after a rollout came to an action. */
function rollout(
  index: number,
  changes: Partial<RolloutRecord> = {},
  around: Partial<StatusQuestion> = { driver },
) {
  const record = rolloutRecord({
    spec,
    at: { index, from: index - 1, state: "decided", since: at("00:03:00") },
    ...changes,
  });
  const nowMs = Date.parse(at("00:04:00"));
  const { rollout } = statusOf({
    ...{ stack: "prod", release: "demo", nowMs, record, clusters: [], ...around },
  });
  return rollout!;
}

const wait = (...args: Parameters<typeof rollout>) => {
  const { kind, what, secondsLeft } = rollout(...args).waitsFor!;
  return [kind, what, secondsLeft];
};

describe("a rollout waits for", () => {
  it("proxies, after a step is written", () => {
    expect(wait(0)).to.deep.equal(["proxies", "the proxies in west to take it", null]);
  });

  it("the end of a pause or of a soak, with the seconds that are left", () => {
    expect(wait(1)).to.deep.equal(["time", "the end of the pause", 540]);
    expect(wait(10)).to.deep.equal(["time", "the end of the pause", 240]);
  });

  it("a person, at a pause without an end and where somebody holds it", () => {
    expect(wait(2)).to.deep.equal(["promotion", "somebody to promote", null]);
    const held = { by: "anna", at: at("00:03:30") };
    expect(wait(2, { held })).to.deep.equal([
      ...["resume", "somebody to resume it: anna paused it", null],
    ]);
  });

  it("a webhook", () => {
    expect(wait(3)).to.deep.equal(["gate", "ask webhook smoke", null]);
  });

  it("a driver, where its pause is over or promoted and none holds the Lease", () => {
    const over = { at: { index: 1, from: 0, state: "decided", since: at("00:00:00") } } as const;
    const nowMs = Date.parse(at("00:20:00"));
    const ended = "a driver; due is step 2 is done: 10m are over";
    expect(wait(1, over, { nowMs })).to.deep.equal(["driver", ended, null]);
    const promoted = { by: "anna", at: at("00:03:30"), index: 2, full: false };
    expect(wait(2, { promoted }, {})[0]).to.equal("driver");
    expect(wait(0, {}, {})).to.deep.equal(["driver", "a driver to write it in west", null]);
    expect(wait(3, {}, {})).to.deep.equal(["driver", "a driver to ask webhook smoke", null]);
    const done = { at: { index: 0, from: -1, state: "done", since: at("00:03:00") } } as const;
    const due = "a driver; due is step 2 of 11: pause for 10m in west";
    expect(wait(0, done, {})).to.deep.equal(["driver", due, null]);
  });

  it("nothing, once it has ended", () => {
    const { waitsFor, at: place, timeLeft } = rollout(3, { status: "failed" });
    expect([waitsFor, place, timeLeft]).to.deep.equal([null, null, null]);
  });
});

describe("the time that a rollout has left", () => {
  it("is that of its pauses and soaks without what has passed, and its promotions", () => {
    expect(rollout(1).timeLeft).to.deep.equal({
      ...{ seconds: 540 + 600 + 300, promotions: 2, deadlineSeconds: null },
    });
    expect(rollout(10).timeLeft).to.deep.equal({
      ...{ seconds: 240, promotions: 0, deadlineSeconds: null },
    });
  });

  it("ends with the deadline", () => {
    const { timeLeft } = rollout(1, { spec: { ...spec, deadline: "1h" } });
    expect(timeLeft?.deadlineSeconds).to.equal(3600 - 240);
  });
});

describe("a cluster that was skipped", () => {
  it("is skipped until the wave of its own begins", () => {
    const state = (index: number) => {
      const record = rolloutRecord({
        spec,
        requeued: [{ cluster: "west", from: 0, written: 0 }],
        at: { index, from: index - 1, state: "decided", since: at("00:03:00") },
      });
      const clusters = [{ cluster: { name: "west" }, pods: [], weights: record.start.west! }];
      const status = statusOf({ stack: "prod", release: "demo", nowMs: 0, record, clusters });
      return status.clusters[0]?.state;
    };
    // Five actions in the first wave, six in the second one, and then those of the cluster.
    expect([state(6), state(11)]).to.deep.equal(["skipped", "behind"]);
  });
});
