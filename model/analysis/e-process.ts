// Evidence that a new version is worse, which may be looked at after each poll. For two versions that
// are alike its expectation is at most 1, whatever their common rate does meanwhile, so that it ever
// reaches 1/alpha with a probability of at most alpha (Ville's inequality; Ramdas and others, "Game-
// theoretic statistics and safe anytime-valid inference", arXiv 2210.01948).
import type { Counts } from "./counts";
import type { Stratum } from "./strata";

/** How many times as high the canary's odds of a bad request may be: all are tried side by side. */
export const ratios = [1.5, 2, 4, 8, 16] as const;

/** The most that one poll adds to a logarithm: errors come in bursts, and one burst is no proof. */
const cap = 1;

/** Share of the evidence that stakes on the canary being bad from the first poll on. */
const fromStart = 0.8;

/**
 * Logarithms after one more poll, one for each of {@link ratios}. Given how many requests were bad, each
 * is the canary's with the probability of its share of the requests, if both are alike; the quotient of
 * likelihoods follows.
 *
 * Part of the evidence is staked anew at each poll: else it would sink through a night of good polls,
 * and a version that turns bad in the morning would be found only after as long a time.
 *
 * @param logs of the polls before; empty at the first one of a place
 * @param poll how many polls there are with this one
 * @param phi over-dispersion, at least 1: how many bad ones come at once
 */
export function withStrata(
  logs: readonly number[],
  poll: number,
  strata: readonly Stratum[],
  phi: Phi,
): number[] {
  const stake = Math.log(stakeOf(poll));
  // A place that is new has nothing against it so far.
  const unknown = Math.log(1 - unstaked(poll - 1));
  return ratios.map((ratio, i) => {
    let log = 0;
    for (const { canary, stable } of strata) {
      const share = canary[0] / (canary[0] + stable[0]);
      const bad = canary[1] + stable[1];
      if (bad > 0) log += canary[1] * Math.log(ratio) - bad * Math.log(1 - share + share * ratio);
    }
    return logSum([logs[i] ?? unknown, stake]) + Math.min(cap, log / phiOf(phi, log));
  });
}

/**
 * The over-dispersion before a poll, and with it. What only the polls before decide keeps the
 * expectation at most 1; a burst in this very poll may only make its evidence smaller.
 */
export interface Phi {
  readonly before: number;
  readonly with: number;
}

function phiOf(phi: Phi, log: number): number {
  return log > 0 ? Math.max(phi.before, phi.with) : phi.before;
}

/** The evidence as a logarithm: the mean over all ratios, with what is staked on later polls. */
export function evidence(logs: readonly number[], polls: number): number {
  if (logs.length === 0) return 0;
  return logSum([logMean(logs), Math.log(unstaked(polls))]);
}

/** The logarithm of a weighted sum of evidence over the fleet and the mean of that by cluster. */
export function mixture(fleet: number, places: readonly number[]): number {
  if (places.length === 0) return fleet;
  return logSum([Math.log(0.8) + fleet, Math.log(0.2) + logMean(places)]);
}

/** What is staked at a poll, counted from 1; over all polls the sum is 1. */
function stakeOf(poll: number): number {
  return poll === 1 ? fromStart : (1 - fromStart) / ((poll - 1) * poll);
}

/** What is left to stake after so many polls. */
function unstaked(polls: number): number {
  return polls === 0 ? 1 : (1 - fromStart) / polls;
}

/** The logarithm of the sum of numbers that are given by theirs. */
function logSum(logs: readonly number[]): number {
  const highest = Math.max(...logs);
  let sum = 0;
  for (const log of logs) sum += Math.exp(log - highest);
  return highest + Math.log(sum);
}

function logMean(logs: readonly number[]): number {
  return logSum(logs) - Math.log(logs.length);
}

/**
 * The logarithm of the evidence that a share of bad requests is above a bound, by the same ratios; its
 * expectation is at most 1 for each share up to the bound.
 *
 * @param share the bound, above 0 and below 1
 * @param phi over-dispersion, at least 1
 */
export function evidenceAbove([requests, bad]: Counts, share: number, phi: number): number {
  const logs = ratios.map(
    (ratio) => (bad * Math.log(ratio) - requests * Math.log(1 - share + share * ratio)) / phi,
  );
  return logMean(logs);
}
