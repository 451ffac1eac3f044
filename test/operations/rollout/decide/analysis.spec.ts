import { expect } from "chai";
import type { Analysis } from "../../../../model/analysis/evidence";
import type { RolloutRecord } from "../../../../model/rollout/record";
import type { RolloutSpec } from "../../../../model/rollout/spec";
import { decide } from "../../../../operations/rollout/decide/decide";
import { countedAnew, heldBy, promotedBy } from "../../../../operations/rollout/decide/transitions";
import { withAnswers, type Answered } from "../../../../operations/rollout/analysis/fold";
import type { PollAnswer, PollQuestion } from "../../../../operations/rollout/analysis/port";
import { beganMs, both, mark, next, rollout, saved, taken } from "./rollout";

const servers = ["west", "east"];

const answer = (
  { pairs, nowMs }: PollQuestion,
  { requests = 1000, bad = 0, away = false } = {},
): PollAnswer => ({
  servers: {
    west: { untilMs: nowMs - 15_000 },
    east: away ? { why: "it refused the connection" } : { untilMs: nowMs - 15_000 },
  },
  counts: pairs.map((pair) => ({
    ...{ pair, metric: "errors" },
    tallies: [
      { source: "west", destination: "west", canary: [requests, bad], stable: [20 * requests, 0] },
    ],
  })),
  ...{ unreached: [], argo: [] },
});

describe("an analysis of a rollout", () => {
  const analysis = { name: "errors", latency: false } as const;
  const plan: RolloutSpec = { steps: [{ setWeight: 5 }, { analysis }, { pause: {} }] };

  /** The rollout at its second step, one minute after the first was done. */
  const atAnalysis = (spec = plan, more: Partial<RolloutRecord> = {}) => {
    const done = saved(next(saved(next(rollout(spec, more))), { outcomes: both(taken) }));
    return saved(next(done));
  };
  const polls = (record: RolloutRecord, seconds: number): Answered[] => {
    const found = next(record, { servers }, seconds);
    if (found.do !== "measure") throw new Error(`it does not measure, it does ${found.do}`);
    return found.polls.map((poll) => ({ ...poll, answer: answer(poll.question) }));
  };
  const after = (record: RolloutRecord, seconds: number, of: Parameters<typeof answer>[1] = {}) => {
    const answered = polls(record, seconds).map((poll) => ({
      ...poll,
      answer: answer(poll.question, of),
    }));
    const measured = withAnswers(record, answered, servers);
    return decide({
      ...{ record: measured, servers, unsaved: measured !== record, by: "driver" },
      nowMs: beganMs + seconds * 1000,
    });
  };

  it("asks when something can be counted, for what gains traffic beside what loses it", () => {
    const record = atAnalysis();
    expect(record.settled).to.deep.equal({ index: 0, at: "2026-01-05T10:00:00.000Z" });
    expect(next(record, { servers }, 89)).to.have.nested.property("waiting.for", "analysis");
    const [poll] = polls(record, 90);
    expect(poll?.question).to.deep.equal({
      pairs: [{ service: "shop", canary: "v2", stable: ["v1"] }],
      ...{ errors: true, own: [], unreached: true, argo: [], from: {} },
      ...{ fromMs: beganMs + 60_000, nowMs: beganMs + 90_000 },
    });
  });

  it("keeps what it saw without a decision, and asks again after its interval, from there on", () => {
    const record = atAnalysis();
    const once = saved(after(record, 90, { requests: 100 }));
    expect(once.decisions).to.deep.equal(record.decisions);
    expect(once.revision).to.equal(record.revision + 1);
    const seen = once.analyses?.[0];
    expect(seen).to.deep.include({ name: "errors", action: 1, background: false, polls: 1 });
    expect(next(once, { servers }, 119)).to.have.property("do", "wait");
    expect(polls(once, 120)[0]?.question.from).to.deep.equal({
      west: beganMs + 75_000,
      east: beganMs + 75_000,
    });
  });

  it("counts an answer once, also where another driver was first", () => {
    const record = atAnalysis();
    const answered = polls(record, 90);
    const once = withAnswers(record, answered, servers);
    expect(withAnswers(once, answered, servers)).to.equal(once);
    const ended: RolloutRecord = { ...record, status: "aborted" };
    expect(withAnswers(ended, answered, servers)).to.equal(ended);
  });

  it("counts anew after a version that loses traffic got other pods", () => {
    const record = atAnalysis(plan, { losing: { "west/shop/v1": "old" } });
    const once = saved(after(record, 90, { requests: 100 }));
    const later = { by: "an update", at: "2026-01-05T10:01:40.000Z" };
    const anew = countedAnew(once, { "west/shop/v1": "new" }, later);
    expect(anew.decisions.at(-1)?.what).to.match(/^shop v1 in west got other pods/);
    expect(withAnswers(anew, polls(once, 120), servers)).to.equal(anew);
    expect(withAnswers(anew, polls(record, 120), servers)).to.equal(anew);
    expect(next(anew, { servers }, 189)).to.have.property("do", "wait");
    expect(polls(anew, 190)[0]?.question).to.deep.include({ from: {}, fromMs: beganMs + 160_000 });
    const [seen, ...others] = saved(after(anew, 190, { requests: 50 })).analyses ?? [];
    expect(others).to.deep.equal([]);
    expect(seen?.comparisons[0]?.totals[0]?.canary).to.deep.equal([50, 0]);
  });

  it("goes on where it passes, and says by what", () => {
    const done = saved(after(atAnalysis(), 90));
    expect(done.at).to.include({ index: 1, state: "done" });
    expect(done.decisions.at(-1)?.what).to.match(/^step 2 is done: errors passed: .*1,000/);
    expect(done.analyses?.[0]?.verdict.verdict).to.equal("pass");
  });

  it("takes all clusters of all waves back where it fails, in the write that holds the counts", () => {
    const waves = { ...plan, waves: [["west"], ["east"]] };
    const at = { index: 0, from: -1, state: "decided", since: mark.at } as const;
    const first = atAnalysis(waves, { at: { ...at, index: -1, state: "done" } });
    const once = saved(after(first, 90, { bad: 900 }));
    const failed = saved(after(once, 120, { bad: 900 }));
    expect(failed).to.deep.include({ status: "failed", owed: ["west", "east"] });
    expect(failed.decisions.at(-1)?.what).to.match(
      /^errors failed: shop v2 .*; .*would have passed/,
    );
    expect(failed.analyses?.[0]?.polls).to.equal(2);
  });

  it("holds while a metrics server is away, and says which and since when", () => {
    const once = saved(after(atAnalysis(), 90, { away: true }));
    const twice = saved(after(once, 120, { away: true }));
    expect(next(twice, { servers }, 121)).to.deep.equal({
      do: "wait",
      waiting: {
        ...{ for: "analysis", name: "errors", inconclusive: false },
        why: "a metrics server can't be asked: east since 2026-01-05T10:01:30Z: it refused the connection",
        missing: "an answer of east",
      },
    });
    expect(saved(after(twice, 150)).at.state).to.equal("done");
  });

  it("passes when a person promotes it, and waits while one holds the rollout", () => {
    const record = atAnalysis();
    const promoted = saved(next(promotedBy(record, { by: "ben", at: mark.at }, false)));
    expect(promoted.decisions.at(-1)?.what).to.equal("step 2 is done: ben promoted it");
    const held = saved(after(heldBy(record, mark), 90));
    expect(held.at.state).to.equal("decided");
    expect(held.analyses?.[0]?.verdict.verdict).to.equal("pass");
    expect(next(held, { servers }, 91)).to.have.nested.property("waiting.for", "resume");
  });

  describe("that does not decide in time", () => {
    const late = (onInconclusive: "hold" | "abort" | "promote") => {
      const record = atAnalysis({
        steps: [{ setWeight: 5 }, { analysis: { ...analysis, onInconclusive } }],
      });
      return saved(after(record, 3600, { requests: 0 }));
    };

    it("asks once more before anything follows", () => {
      const spec = {
        steps: [{ setWeight: 5 }, { analysis: { ...analysis, onInconclusive: "abort" } }],
      } as const;
      expect(next(atAnalysis(spec), { servers }, 7200)).to.have.property("do", "measure");
    });

    it("holds, and says that it is inconclusive", () => {
      const found = next(late("hold"), { servers }, 3601);
      expect(found).to.have.nested.property("waiting.inconclusive", true);
      expect(saved(after(late("hold"), 3630)).at.state).to.equal("done");
    });

    it("takes traffic back, or goes on, as the plan says", () => {
      expect(late("abort")).to.include({ status: "failed" });
      expect(late("abort").decisions.at(-1)?.what).to.match(/^errors did not decide within 1h: /);
      const promoted = late("promote");
      expect(promoted.at).to.include({ index: 1, state: "done" });
      expect(promoted.decisions.at(-1)?.what).to.match(/; the plan promotes it then$/);
    });
  });

  it("has nothing to wait for where none of its services gains traffic", () => {
    const record = atAnalysis({
      steps: [{ setWeight: 5 }, { analysis: { ...analysis, services: ["cart"] } }],
    });
    expect(saved(next(record)).decisions.at(-1)?.what).to.equal(
      "step 2 is done: none of its services gains traffic here",
    );
  });

  describe("in the background", () => {
    const spec: RolloutSpec = {
      steps: [{ setWeight: 5 }, { pause: {} }, { setWeight: 50 }, { pause: {} }],
      analysis: { latency: false, startingStep: 1 },
    };
    const paused = () => atAnalysis(spec);

    it("begins with its step, and is asked in a pause, also in one that a person made", () => {
      const first = saved(next(saved(next(rollout(spec))), { outcomes: both(taken) }));
      expect(next(heldBy(first, mark), { servers }, 90)).to.have.property("do", "wait");
      expect(polls(paused(), 90)).to.have.lengthOf(1);
      expect(polls(heldBy(paused(), mark), 90)).to.have.lengthOf(1);
    });

    it("never holds a step, and takes traffic back where it fails", () => {
      const once = saved(after(paused(), 90, { bad: 900 }));
      expect(saved(next(promotedBy(once, mark, false))).at.state).to.equal("done");
      expect(saved(after(once, 120, { bad: 900 })).status).to.equal("failed");
    });

    it("begins anew each time that traffic has moved, and keeps what it saw before", () => {
      const once = saved(after(paused(), 90));
      const moved = saved(next(saved(next(promotedBy(once, mark, false))), {}, 100));
      const settled = saved(next(moved, { outcomes: both(taken) }, 110));
      const second = saved(next(settled, {}, 110));
      const twice = saved(after(second, 200));
      const keys = (twice.analyses ?? []).map(({ action, polls }: Analysis) => [action, polls]);
      expect(keys).to.deep.equal([
        [0, 1],
        [2, 1],
      ]);
      expect(twice.analyses?.[1]?.countsFrom).to.equal("2026-01-05T10:02:50.000Z");
    });
  });
});
