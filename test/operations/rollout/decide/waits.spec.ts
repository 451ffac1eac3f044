import { expect } from "chai";
import type { RolloutRecord } from "../../../../model/rollout/record";
import { heldBy, promotedBy, resumed } from "../../../../operations/rollout/decide/transitions";
import { away, beganMs, both, mark, next, rollout, saved } from "./rollout";

describe("a rollout that waits or ends", () => {
  const plan = { steps: [{ setWeight: 5 }, { pause: { duration: "10m" } }] };

  describe("at a pause", () => {
    const paused = (duration?: string, more: Partial<RolloutRecord> = {}) =>
      saved(next(rollout({ steps: [{ pause: duration ? { duration } : {} }] }, more)));

    it("waits until its time is over", () => {
      const untilMs = beganMs + 600_000;
      expect(next(paused("10m"), {}, 599)).to.deep.equal({
        do: "wait",
        waiting: { for: "time", untilMs },
      });
      expect(saved(next(paused("10m"), {}, 600)).at.state).to.equal("done");
    });

    it("without a time waits for a promotion, and tells who promoted it", () => {
      expect(next(paused(), {}, 1e6)).to.deep.equal({ do: "wait", waiting: { for: "promotion" } });
      const done = saved(next(promotedBy(paused(), { by: "ben", at: mark.at }, false)));
      expect(done.decisions.at(-1)?.what).to.equal("step 1 is done: ben promoted it");
    });

    it("does not go on while a person holds it, and does when it is resumed", () => {
      const held = heldBy(paused("10m"), { by: "ben", at: mark.at });
      expect(next(held, {}, 900)).to.deep.equal({
        do: "wait",
        waiting: { for: "resume", by: "ben" },
      });
      expect(next(resumed(held, mark), {}, 900)).to.have.property("do", "save");
    });

    it("takes no promotion of an earlier step for its own", () => {
      const promoted = { ...mark, index: 0, full: false };
      const spec = { steps: [{ pause: {} }, { pause: {} }] };
      const at = { index: 0, from: -1, state: "done", since: mark.at } as const;
      const second = saved(next(rollout(spec, { promoted, at })));
      expect(next(second)).to.deep.equal({ do: "wait", waiting: { for: "promotion" } });
    });
  });

  describe("at a gate", () => {
    const gate = { webhook: { name: "load", url: "https://gate.example" } };
    const asked = saved(next(rollout({ steps: [gate] })));
    const verdict = (one: "pass" | "fail" | "hold") =>
      next(asked, { verdict: { verdict: one, why: "it answered" } });

    it("asks it, and goes on where it passes", () => {
      expect(next(asked)).to.have.property("do", "ask");
      expect(saved(verdict("pass")).decisions.at(-1)?.what).to.equal("step 1 is done: it answered");
    });

    it("holds where nothing is known", () => {
      expect(verdict("hold")).to.deep.equal({
        do: "wait",
        waiting: { for: "gate", name: "load", why: "it answered" },
      });
    });

    it("takes all clusters of all waves back where it fails", () => {
      const spec = { steps: [gate], waves: [["west"], ["east"]] };
      const at = { index: 2, from: 1, state: "decided", since: mark.at } as const;
      const second = rollout(spec, { at });
      const failed = saved(next(second, { verdict: { verdict: "fail", why: "too slow" } }));
      expect(failed).to.deep.include({ status: "failed", owed: ["west", "east"] });
      expect(failed.current.weights).to.deep.equal(second.start);
      expect(failed.decisions.at(-1)?.what).to.equal("load failed: too slow");
    });
  });

  describe("after an end", () => {
    const failed = rollout(plan, { status: "failed", owed: ["west", "east"], recorded: false });

    it("takes back the clusters that do not have its weights yet, one by one as they answer", () => {
      expect(next(failed)).to.deep.include({ do: "take back", clusters: ["west", "east"] });
      const settled = saved(next(failed, { outcomes: both(away) }));
      expect(settled.owed).to.deep.equal(["east"]);
      expect(next(settled, { outcomes: new Map([["east", away]]) })).to.deep.equal({
        do: "wait",
        waiting: { for: "clusters", names: ["east"], why: "east: timed out" },
      });
    });

    it("lets the engine record it once, and then has nothing to do", () => {
      const back = { ...failed, owed: [] };
      expect(next(back)).to.deep.equal({ do: "record" });
      expect(next({ ...back, recorded: true })).to.deep.equal({ do: "end" });
    });
  });
});
