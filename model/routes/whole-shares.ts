// Turns percentages into the whole numbers that Istio takes as weights; branches.ts calls it.
import { hundredths } from "../release/weights";
import type { BranchShare } from "./branch";

/** Percent of a branch's requests, and how these split. */
export interface Part {
  readonly percent: number;
  /** Percentages of the part; their sum is 100. */
  readonly shares: readonly BranchShare[];
}

/**
 * Shares in percent as whole numbers. Their sum is 100 where whole percentages say them exactly,
 * else 10,000. Istio takes weights relative to their sum
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRouteDestination).
 */
export function wholeShares(shares: readonly BranchShare[]): BranchShare[] {
  return partsOf([{ percent: 100, shares }]);
}

/**
 * The shares of all parts of a branch, as whole numbers, without those that get nothing. Their sum
 * is the smallest power of 100 that says them exactly, at most 100,000,000: a weight has 32 bits.
 *
 * @param parts their percentages have the sum 100
 */
export function partsOf(parts: readonly Part[]): BranchShare[] {
  const exact = parts.flatMap(({ percent, shares }) =>
    shares.map((share) => ({
      ...share,
      weight: hundredths(share.weight) * hundredths(percent),
    })),
  );
  return reduced(exact.filter(({ weight }) => weight > 0));
}

function reduced(shares: readonly BranchShare[]): BranchShare[] {
  const sum = shares.reduce((all, { weight }) => all + weight, 0);
  const divides = sum > 100 && shares.every(({ weight }) => weight % 100 === 0);
  return divides
    ? reduced(shares.map((share) => ({ ...share, weight: share.weight / 100 })))
    : [...shares];
}
