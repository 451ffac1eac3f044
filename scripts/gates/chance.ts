// Chance that can be repeated.
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Gives numbers from 0 to 1, without 1. */
export type Chance = () => number;

/** The numbers of a seed. */
export function chanceOf(seed: number): Chance {
  const generator = xoroshiro128plus(seed);
  return () => uniformFloat64(generator);
}

/**
 * How many of so many requests are bad: goes from bad one to bad one, so that it takes as many steps as
 * there are bad ones (Devroye, Non-Uniform Random Variate Generation, X.4.3).
 *
 * @param share 0 to 1
 */
export function binomial(chance: Chance, requests: number, share: number): number {
  if (share <= 0) return 0;
  if (share > 0.5) return requests - binomial(chance, requests, 1 - share);
  const perGood = Math.log1p(-share);
  let [bad, at] = [0, 0];
  for (;;) {
    at += Math.floor(Math.log1p(-chance()) / perGood) + 1;
    if (at > requests) return bad;
    bad++;
  }
}
