import { expect } from "chai";
import { isAtMost, mostBad, requestsUntil } from "../../../model/analysis/upper-bound";

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
  it("is where so few bad ones, or fewer, come in 5 % of cases", () => {
    for (const [requests, bad] of [
      [5, 0],
      [299, 0],
      [812, 5],
      [20, 12],
      [10_000, 37],
    ] as const)
      for (let share = 0.0005; share < 1; share += 0.0101)
        expect(isAtMost([requests, bad], share), `${bad} of ${requests}, ${share}`).to.equal(
          binomialBelow(requests, bad, share) <= 0.05,
        );
  });

  it("is known of millions of requests, too", () => {
    // The normal approximation is exact enough there: 1.645 standard errors.
    const error = Math.sqrt((0.005 * 0.995) / 1e7);
    expect(isAtMost([1e7, 50_000], 0.005 + 1.64 * error)).to.equal(false);
    expect(isAtMost([1e7, 50_000], 0.005 + 1.66 * error)).to.equal(true);
  });

  it("is all of them where nothing, or nothing good, was seen", () => {
    for (const counts of [
      [0, 0],
      [7, 7],
    ] as const) {
      expect(isAtMost(counts, 0.999)).to.equal(false);
      expect(isAtMost(counts, 1)).to.equal(true);
    }
    expect(isAtMost([1e9, 0], 0)).to.equal(false);
  });

  it("says how many bad ones of so many still pass", () => {
    for (const [requests, limit] of [
      [299, 0.01],
      [812, 0.015],
      [5000, 0.3],
    ] as const) {
      const most = mostBad(requests, limit)!;
      expect(isAtMost([requests, most], limit)).to.equal(true);
      expect(isAtMost([requests, most + 1], limit)).to.equal(false);
    }
    expect(mostBad(298, 0.01)).to.equal(undefined);
    expect(mostBad(10, 1)).to.equal(10);
  });

  it("says how many requests at the same rate pass, or that none do", () => {
    const until = requestsUntil([400, 4], 0.015)!;
    expect(isAtMost([until, Math.ceil(until / 100)], 0.015)).to.equal(true);
    expect(isAtMost([until / 2, Math.ceil(until / 200)], 0.015)).to.equal(false);
    expect(requestsUntil([400, 6], 0.015)).to.equal(undefined);
    expect(requestsUntil([400, 0], 0.015)).to.equal(400);
  });
});
