import { expect } from "chai";
import {
  mostBad,
  requestsFor,
  requestsUntil,
  upperBound,
} from "../../../model/analysis/upper-bound";

/** The probability of at most `bad` among `requests`, summed term by term. */
function binomialBelow(requests: number, bad: number, share: number): number {
  let term = (1 - share) ** requests;
  let sum = term;
  for (let k = 1; k <= bad; k++) {
    term *= ((requests - k + 1) / k) * (share / (1 - share));
    sum += term;
  }
  return sum;
}

describe("the upper bound of a share", () => {
  it("is the share at which so few bad ones come in 5 % of cases", () => {
    for (const [requests, bad] of [
      [5, 0],
      [299, 0],
      [812, 5],
      [20, 12],
      [10_000, 37],
    ] as const)
      expect(binomialBelow(requests, bad, upperBound([requests, bad]))).to.be.closeTo(0.05, 1e-6);
  });

  it("is known of millions of requests, too", () => {
    const bound = upperBound([10_000_000, 50_000]);
    // The normal approximation is exact enough there: 1.645 standard errors.
    expect(bound).to.be.closeTo(0.005 + 1.645 * Math.sqrt((0.005 * 0.995) / 1e7), 1e-6);
  });

  it("is all of them where nothing or nothing good was seen", () => {
    expect(upperBound([0, 0])).to.equal(1);
    expect(upperBound([7, 7])).to.equal(1);
  });

  it("needs 299 good requests for 1 %, and 2,995 for 0.1 %", () => {
    expect(requestsFor(0.01)).to.equal(299);
    expect(requestsFor(0.001)).to.equal(2995);
    expect(requestsFor(0)).to.equal(Infinity);
    expect(requestsFor(1)).to.equal(1);
  });

  it("says how many bad ones of so many still pass", () => {
    for (const [requests, limit] of [
      [299, 0.01],
      [812, 0.015],
      [5000, 0.3],
    ] as const) {
      const most = mostBad(requests, limit)!;
      expect(upperBound([requests, most])).to.be.at.most(limit);
      expect(upperBound([requests, most + 1])).to.be.above(limit);
    }
    expect(mostBad(298, 0.01)).to.equal(undefined);
    expect(mostBad(10, 1)).to.equal(10);
  });

  it("says how many requests at the same rate pass, or that none do", () => {
    const until = requestsUntil([400, 4], 0.015)!;
    expect(upperBound([until, Math.ceil(until / 100)])).to.be.at.most(0.015);
    expect(upperBound([until / 2, Math.ceil(until / 200)])).to.be.above(0.015);
    expect(requestsUntil([400, 6], 0.015)).to.equal(undefined);
  });
});
