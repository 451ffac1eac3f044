// Checks that each version answered its share of the requests.
import { expect } from "chai";
import type { LoadTotals } from "../../../lab/load/load-totals";

/** Percent by version. */
export type Shares = Readonly<Record<string, number>>;

/** Standard errors by which a share may differ from its weight: chance goes beyond once in 150,000 times. */
const errors = 4.5;

/** Points of a hundred that these are at most, where so many requests were sent as {@link enough} says. */
const points = 5;

/**
 * So many requests that every share is measured to within 5 points, and that a share of 5 can't be
 * none; 200 where all or nothing is expected. The main job measures to within 3 points
 * (lab/load/measure.ts). Requests are a third of what these specs compute, so others send fewer.
 *
 * @param weights percent by version
 */
export function enough(weights: Shares): number {
  const worst = Math.max(...Object.values(weights).map((p) => p * (100 - p)));
  return worst === 0 ? 200 : Math.max(600, Math.ceil((errors ** 2 * worst) / points ** 2));
}

/**
 * Fails unless nothing failed and every version's share of the answers is what chance
 * allows around its weight.
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
    else
      expect(share, told).to.be.closeTo(
        weight,
        errors * Math.sqrt((weight * (100 - weight)) / total),
      );
  }
}
