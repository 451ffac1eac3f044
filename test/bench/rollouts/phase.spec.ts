import { expect } from "chai";
import { phaseOf } from "../../../bench/rollouts/phase";
import type { Position } from "../../../model/rollout/record";

describe("the phase of a rollout in a benchmark", () => {
  const at = (index: number, state: Position["state"]) => ({
    status: "running" as const,
    at: { index, from: index - 1, state, since: "2026-11-27T10:00:00Z" },
  });

  it("tells by the routes how far a step that was decided came", () => {
    const step = at(1, "decided");
    expect(phaseOf(step, 4, [false, false])).to.equal("decided");
    expect(phaseOf(step, 4, [true, false])).to.equal("writing");
    expect(phaseOf(step, 4, [true, true])).to.equal("settling");
  });

  it("knows pauses, steps that are done, and ends, whatever the routes are", () => {
    expect(phaseOf(at(4, "decided"), 4, [true, true])).to.equal("pause");
    expect(phaseOf(at(1, "done"), 4, [true, true])).to.equal("done");
    expect(phaseOf({ ...at(5, "done"), status: "done" }, 4, [true, true])).to.equal("ended");
  });
});
