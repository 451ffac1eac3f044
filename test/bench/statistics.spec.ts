import { expect } from "chai";
import { ratios, summarize } from "../../bench/statistics";

describe("the statistics of the benchmark", () => {
  it("take the middle value of an odd series, and the mean of the middle two of an even one", () => {
    expect(summarize([9, 1, 5])).to.deep.equal({ median: 5, min: 1, max: 9 });
    expect(summarize([10, 1, 5, 2])).to.deep.equal({ median: 3.5, min: 1, max: 10 });
    expect(summarize([7])).to.deep.equal({ median: 7, min: 7, max: 7 });
  });

  it("compare run by run, so that what both runs of a round shared falls out", () => {
    expect(ratios([1, 10, 4], [2, 20, 8]).median).to.equal(0.5);
    expect(ratios([1, 30], [2, 20])).to.deep.equal({ median: 1, min: 0.5, max: 1.5 });
  });

  it("refuse series that say nothing", () => {
    expect(() => summarize([])).to.throw("empty");
    expect(() => ratios([1], [1, 2])).to.throw("1 and 2 runs");
  });
});
