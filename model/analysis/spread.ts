// Over-dispersion: how much more the number of bad requests varies from poll to poll than chance would
// have it. Retries of one user or one broken node make errors come together; each such burst counts
// about as one error then.
import type { Tally } from "./counts";
import type { Comparison, SpreadSums } from "./evidence";
import { placeOf } from "./strata";

type Spread = Comparison["spread"];

const none: SpreadSums = { polls: 0, requests: 0, bad: 0, squares: 0 };

/** From so many polls on the variation is known well enough. */
const fewestPolls = 3;

/** The sums with one more poll. */
export function withSpread(spread: Spread, tallies: readonly Tally[]): Spread {
  const next: Record<string, Spread[string]> = { ...spread };
  for (const one of tallies) {
    const key = placeOf(one);
    const { canary, stable } = next[key] ?? { canary: none, stable: none };
    next[key] = {
      canary: withCounts(canary, one.canary),
      stable: withCounts(stable, one.stable),
    };
  }
  return next;
}

/**
 * Pearson's chi-square of the bad requests per poll within each version and place, over its degrees of
 * freedom (McCullagh and Nelder, Generalized Linear Models, 4.5).
 *
 * @param destination the cluster of the pods; left out: all
 * @returns at least 1
 */
export function dispersion(spread: Spread, polls: number, destination?: string): number {
  if (polls < fewestPolls) return 1;
  let [square, freedom] = [0, 0];
  for (const [place, versions] of Object.entries(spread)) {
    if (destination !== undefined && !place.endsWith(`/${destination}`)) continue;
    for (const sums of [versions.canary, versions.stable]) {
      const share = sums.bad / sums.requests;
      // Without a bad request, or a good one, a place says nothing of their variation.
      if (!(share > 0 && share < 1)) continue;
      square += (sums.squares - sums.bad * share) / (share * (1 - share));
      freedom += sums.polls - 1;
    }
  }
  return freedom > 0 ? Math.max(1, square / freedom) : 1;
}

function withCounts(sums: SpreadSums, [requests, bad]: Tally["canary"]): SpreadSums {
  if (requests === 0) return sums;
  return {
    polls: sums.polls + 1,
    requests: sums.requests + requests,
    bad: sums.bad + bad,
    squares: sums.squares + (bad * bad) / requests,
  };
}
