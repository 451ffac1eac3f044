import { expect } from "chai";
import { falseAlarmBudget, falseAlarmText } from "../../../model/analysis/budget";
import { sequenceOf } from "../../../model/rollout/sequence";
import type { RolloutSpec, RolloutStep } from "../../../model/rollout/spec";

const goal = { services: { cart: {}, shop: {} }, lanes: {} };

/** Percent and comparisons of a plan for two clusters. */
function budget(steps: readonly RolloutStep[], more: Partial<RolloutSpec> = {}) {
  const spec = { steps, ...more };
  const about = { spec, primaries: ["west", "east"], goal: { west: goal, east: goal } };
  const { percent, comparisons } = falseAlarmBudget(sequenceOf({ ...about, requeued: [] }), spec);
  return [percent, comparisons];
}

const own = ["a", "b"].map((name) => ({ name, bad: "x", total: "y" }));

describe("the false alarms of a plan", () => {
  it("are those of each metric at each step, in each wave and for each group", () => {
    expect(budget([{ setWeight: 5 }])).to.deep.equal([0, 0]);
    const steps: RolloutStep[] = [
      { setWeight: 5 },
      { analysis: {} },
      { analysis: { metrics: own, errors: {}, falseAlarms: 0.1 } },
    ];
    expect(budget(steps)).to.deep.equal([2.3, 5]);
    expect(budget(steps, { waves: [["west"], ["east"]] })).to.deep.equal([4.6, 10]);
    expect(budget(steps, { order: [["cart"], ["shop"]] })).to.deep.equal([4.6, 10]);
  });

  it("count what is watched in the background again each time that requests moved", () => {
    const steps: RolloutStep[] = [
      { setWeight: 5 },
      { pause: {} },
      { setWeight: 50 },
      { pause: {} },
    ];
    const analysis = { latency: false as const };
    // The goal ends the rollout, unless the wave soaks.
    expect(budget(steps, { analysis })).to.deep.equal([2, 2]);
    const waves = [{ clusters: ["west", "east"], soak: "1h" }];
    expect(budget(steps, { analysis, waves })).to.deep.equal([3, 3]);
    expect(budget(steps, { analysis: { ...analysis, startingStep: 3 } })).to.deep.equal([1, 1]);
    expect(budget([{ pause: {} }], { analysis })).to.deep.equal([0, 0]);
  });

  it("are unknown of templates, and never above all rollouts", () => {
    const templates = [{ templateName: "rate" }];
    expect(budget([{ setWeight: 5 }, { analysis: { templates } }])).to.deep.equal([0, 0]);
    const often: RolloutStep = { analysis: { falseAlarms: 50 } };
    expect(budget([{ setWeight: 5 }, often, often])).to.deep.equal([100, 4]);
  });

  it("are said without statistics", () => {
    expect(falseAlarmText({ percent: 2.3, comparisons: 5 })).to.equal(
      "Of 100 new versions that are as good as the stable one, at most 2.3 are taken back by mistake, by all 5 comparisons together.",
    );
    expect(falseAlarmText({ percent: 1, comparisons: 1 })).to.equal(
      "Of 100 new versions that are as good as the stable one, at most 1 are taken back by mistake, by one comparison.",
    );
    expect(falseAlarmText({ percent: 0, comparisons: 0 })).to.equal(undefined);
  });
});
