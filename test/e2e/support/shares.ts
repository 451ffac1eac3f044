// Checks that each version answered its share of the requests.
import { expect } from "chai";
import type { LoadTotals } from "../../../lab/load/load-totals";
import { enough, tolerance } from "../../../lab/load/measure";

/** Percent by version. */
export type Shares = Readonly<Record<string, number>>;

export { enough };

/**
 * Fails unless nothing failed and every version's share of the answers is within the tolerance of
 * its weight.
 */
export function expectSplit(
  what: string,
  { total, failed, failures, byVersion }: LoadTotals,
  weights: Shares,
): void {
  expect({ failed, failures }, what).to.deep.equal({ failed: 0, failures: {} });
  expectShares(what, total, byVersion, weights);
}

/** The same for what was counted by another key than the version. */
export function expectShares(what: string, total: number, counted: Shares, wanted: Shares): void {
  expect(total, `${what}: too few requests to tell`).to.be.at.least(enough(wanted));
  for (const key of new Set([...Object.keys(counted), ...Object.keys(wanted)])) {
    const [share, weight] = [(100 * (counted[key] ?? 0)) / total, wanted[key] ?? 0];
    const told = `${what}: ${key} has ${share.toFixed(1)} % of ${total}, its weight is ${weight} %`;
    // What must never and what must always happen needs no tolerance.
    if (weight === 0 || weight === 100) expect(share, told).to.equal(weight);
    else expect(share, told).to.be.closeTo(weight, tolerance);
  }
}
