import { expect } from "chai";
import { chanceOf } from "../../oracle/mesh/scenario";
import { percentShare, TrialShare } from "../../../lab/apps/trial-share";

describe("a share of requests", () => {
  for (const burst of [1, 5, 20]) {
    it(`keeps its size with bursts of ${burst}, whose lengths are multiples of it`, () => {
      const chance = chanceOf(7);
      const random = (): number => chance.between(0, 999_999) / 1_000_000;
      const share = new TrialShare(0.05, burst, random);
      const taken = Array.from({ length: 100_000 }, () => share.takes());
      expect(taken.filter(Boolean).length / taken.length).to.be.within(0.04, 0.06);
      const text = taken.map((one) => (one ? "x" : ".")).join("");
      const runs = (text.slice(0, text.lastIndexOf(".")).match(/x+/g) ?? []).map(
        ({ length }) => length % burst,
      );
      expect(new Set(runs)).to.deep.equal(new Set([0]));
    });
  }

  it("may be none and all", () => {
    expect(new TrialShare(0, 5, () => 0).takes()).to.equal(false);
    expect(new TrialShare(1, 1, () => 0.999).takes()).to.equal(true);
  });

  it("is read in percent", () => {
    const read = (text: string): number => percentShare({ SHARE: text }, "SHARE");
    expect([read("5"), read("0.5"), read("100%"), percentShare({}, "SHARE")]).to.deep.equal([
      0.05, 0.005, 1, 0,
    ]);
  });
});
