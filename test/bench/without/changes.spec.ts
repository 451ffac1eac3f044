import { expect } from "chai";
import { kept, nextChange } from "../../../bench/without/changes";
import { random } from "../../../bench/no-loss/random";
import { image, type Split } from "../../../bench/no-loss/releases";

describe("the random changes of the benchmark without a cluster", () => {
  it("keep the version that the absent cluster routes to, and give weights to versions that run", () => {
    let now: Split = { versions: { v1: { image: image("1") } }, weights: { v1: 100 } };
    const next = random(7);
    const kinds = new Set<string>();
    now = { ...now, versions: { ...now.versions, v2: { image: image("2") } } };
    for (let turn = 1; turn <= 300; turn += 1) {
      const change = nextChange(now, next, turn);
      kinds.add(change.what.replace(/v\d+|\d+|\{.*/g, ""));
      const { versions, weights } = change;
      expect(Object.keys(versions)).to.include(kept);
      expect(Object.keys(versions)).to.include.members(Object.keys(weights));
      expect(Object.values(weights).reduce((sum, one) => sum + one, 0)).to.equal(100);
      now = change;
    }
    expect(kinds.size).to.equal(5);
  });
});
