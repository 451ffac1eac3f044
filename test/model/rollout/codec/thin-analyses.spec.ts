import { expect } from "chai";
import { sumOf, type Analysis } from "../../../../model/analysis/evidence";
import { thinnedAnalyses } from "../../../../model/rollout/codec/thin-analyses";
import { analysisOf } from "../../../support/rollout/analyses";

const kibibytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value)) / 1024;

const pointsOf = ({ comparisons }: Analysis) =>
  comparisons.reduce((sum, { points }) => sum + points.length, 0);

const sums = ({ comparisons }: Analysis) =>
  comparisons.map(({ totals }) => [sumOf(totals, "canary"), sumOf(totals, "stable")]);

describe("what analyses of a record saw", () => {
  const extent = { clusters: 3, services: 5, points: 20 };
  const steps = Array.from({ length: 20 }, (_, i) => analysisOf(extent, { action: i }));

  it("is all kept while there is room", () => {
    const few = steps.slice(0, 2);
    expect(thinnedAnalyses(few)).to.deep.equal(few);
  });

  it("loses single polls of the oldest analyses first, and no sum, where there is no room", () => {
    const kept = thinnedAnalyses(steps);
    expect(kibibytes(kept)).to.be.below(192);
    expect(kept.map(sums)).to.deep.equal(steps.map(sums));
    const points = kept.map(pointsOf);
    expect(points[0]).to.equal(0);
    expect(points.at(-1)).to.equal(pointsOf(steps.at(-1)!));
    expect(points).to.deep.equal([...points].sort((a, b) => a - b));
  });

  it("keeps the sums of analyses that go on in 80 clusters, and the last two polls of one", () => {
    const large = { clusters: 80, services: 5, points: 12 };
    const [ended, inline, beside] = [
      analysisOf(large),
      analysisOf(large, { name: "step", background: false, action: 2 }),
      analysisOf(large, { action: 1 }),
    ];
    const kept = thinnedAnalyses([ended, inline, beside]);
    expect(kibibytes(kept)).to.be.below(704);
    expect(kept.map(({ name, action }) => [name, action])).to.deep.equal([
      ["step", 2],
      ["background", 1],
    ]);
    expect(kept.map(sums)).to.deep.equal([inline, beside].map(sums));
    expect(kept.map(pointsOf)).to.deep.equal([0, 20]);
  });

  it("is the same when it is thinned again", () => {
    for (const most of [400_000, 100_000, 0]) {
      const once = thinnedAnalyses(steps, most);
      expect(thinnedAnalyses(once, most)).to.deep.equal(once);
    }
  });

  it("says that nothing adds up where not even sums have room, and keeps what has failed", () => {
    const failed = { verdict: "fail", why: "v2 failed 40 %" } as const;
    const kept = thinnedAnalyses(
      [steps[0]!, analysisOf(extent, { background: false, verdict: failed })],
      0,
    );
    expect(kept.map(({ comparisons }) => comparisons)).to.deep.equal([[], []]);
    expect(kept[0]?.verdict.why).to.match(/^the record has no room for the counts/);
    expect(kept[1]?.verdict).to.deep.equal(failed);
  });
});
