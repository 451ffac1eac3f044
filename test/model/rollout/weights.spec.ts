import { expect } from "chai";
import fc from "fast-check";
import { equalWeights, gainsOf, lanesAt, weightsAt } from "../../../model/rollout/weights";
import { hundredths, totalWeight } from "../../../model/release/weights";
import type { Weights } from "../../../model/release/routing";

/** Weights of up to four versions that add up to 100, in whole percent or in hundredths. */
const split = (unit: 1 | 100) =>
  fc
    .array(fc.integer({ min: 0, max: 10_000 / unit }), { minLength: 3, maxLength: 3 })
    .map((cuts) => {
      const marks = [0, ...cuts.sort((a, b) => a - b), 10_000 / unit];
      return Object.fromEntries(
        ["v1", "v2", "v3", "v4"].map((name, i) => [
          name,
          ((marks[i + 1]! - marks[i]!) * unit) / 100,
        ]),
      );
    });

describe("weights on the way of a rollout", () => {
  const v1 = { v1: 100 };
  const v2 = { v2: 100 };

  it("are the part of the way that a step says, in whole percent", () => {
    expect(weightsAt(v1, v2, 5)).to.deep.equal({ v1: 95, v2: 5 });
    expect(weightsAt({ v1: 80, v2: 20 }, v2, 50)).to.deep.equal({ v1: 40, v2: 60 });
    expect(weightsAt(v1, { v1: 50, v2: 50 }, 10)).to.deep.equal({ v1: 95, v2: 5 });
  });

  it("are those of the start at 0 and those of the goal at 100", () => {
    expect(weightsAt(v1, v2, 0)).to.equal(v1);
    expect(weightsAt(v1, v2, 100)).to.equal(v2);
  });

  it("give a tie to versions that lose traffic", () => {
    expect(weightsAt({ v1: 99, v2: 1 }, v2, 50)).to.deep.equal({ v1: 50, v2: 50 });
    expect(weightsAt({ v1: 90, v2: 10 }, v2, 5)).to.deep.equal({ v1: 86, v2: 14 });
  });

  it("have decimals only where the start, the goal or the step has them", () => {
    expect(weightsAt(v1, v2, 0.5)).to.deep.equal({ v1: 99.5, v2: 0.5 });
    expect(weightsAt({ v1: 99.5, v2: 0.5 }, v2, 50)).to.deep.equal({ v1: 49.75, v2: 50.25 });
  });

  it("are by origin where the start or the goal is", () => {
    const goal = { gateway: v2, mesh: v1 };
    expect(weightsAt(v1, goal, 10)).to.deep.equal({ gateway: { v1: 90, v2: 10 }, mesh: v1 });
    expect(weightsAt(goal, v2, 10)).to.deep.equal({ gateway: v2, mesh: { v1: 90, v2: 10 } });
    expect(weightsAt(v1, goal, 0)).to.deep.equal({ gateway: v1, mesh: v1 });
  });

  it("always add up to 100 and stay within one unit of the exact part", () => {
    for (const unit of [1, 100] as const)
      fc.assert(
        fc.property(
          split(unit),
          split(unit),
          fc.integer({ min: 1, max: 99 }),
          (from, to, percent) => {
            const now = weightsAt(from, to, percent) as Weights;
            expect(totalWeight(now)).to.equal(100);
            for (const [name, weight] of Object.entries(now)) {
              const [a, b] = [from[name] ?? 0, to[name] ?? 0];
              const exact = a + ((b - a) * percent) / 100;
              expect(Math.abs(weight - exact)).to.be.below(unit === 100 ? 1 : 0.0101);
              expect(weight).to.be.within(Math.floor(Math.min(a, b)), Math.ceil(Math.max(a, b)));
            }
          },
        ),
      );
  });

  it("of lanes never pass 100 together, and reach the goal", () => {
    const [from, to] = [
      { gray: 10, blue: 0 },
      { gray: 60, blue: 40 },
    ];
    expect(lanesAt(from, to, 50)).to.deep.equal({ gray: 35, blue: 20 });
    expect(lanesAt(from, to, 100)).to.deep.equal(to);
    expect(lanesAt({}, {}, 50)).to.deep.equal({});
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 50 }),
        (percent, x) => {
          const lanes = lanesAt({ a: x, b: 50 - x }, { a: 50, b: 50 }, percent);
          expect(hundredths((lanes.a ?? 0) + (lanes.b ?? 0))).to.be.at.most(10_000);
        },
      ),
    );
  });

  it("tell which versions gain, and by how much at most from any origin", () => {
    expect(gainsOf(v1, { v1: 50, v2: 30, v3: 20 })).to.deep.equal({ v2: 30, v3: 20 });
    expect(gainsOf(v1, { gateway: { v1: 90, v2: 10 }, mesh: { v2: 100 } })).to.deep.equal({
      v2: 100,
    });
    expect(gainsOf(v2, v2)).to.deep.equal({});
  });

  it("are equal whether a version without traffic is named or not", () => {
    expect(equalWeights({ v1: 100, v2: 0 }, v1)).to.equal(true);
    expect(equalWeights({ gateway: v1, mesh: v1 }, v1)).to.equal(true);
    expect(equalWeights({ gateway: v1, mesh: v2 }, v1)).to.equal(false);
  });
});
