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

/** Over-dispersions, each at least 1. */
export interface Dispersion {
  /** Over all places. */
  readonly fleet: number;
  /** Of the pods of a cluster. */
  in(destination: string): number;
}

/**
 * Pearson's chi-square of the bad requests per poll within each version and place, over its degrees of
 * freedom (McCullagh and Nelder, Generalized Linear Models, 4.5).
 */
export function dispersionOf({ spread, polls }: Pick<Comparison, "spread" | "polls">): Dispersion {
  if (polls < fewestPolls) return { fleet: 1, in: () => 1 };
  const fleet: Square = { square: 0, freedom: 0 };
  const places = new Map<string, Square>();
  for (const place in spread) {
    const destination = place.slice(place.indexOf("/") + 1);
    let there = places.get(destination);
    if (!there) places.set(destination, (there = { square: 0, freedom: 0 }));
    const { canary, stable } = spread[place]!;
    for (const sums of [canary, stable]) {
      const share = sums.bad / sums.requests;
      // Without a bad request, or a good one, a place says nothing of their variation.
      if (!(share > 0 && share < 1)) continue;
      const square = (sums.squares - sums.bad * share) / (share * (1 - share));
      for (const sum of [fleet, there]) {
        sum.square += square;
        sum.freedom += sums.polls - 1;
      }
    }
  }
  const ratio = ({ square, freedom }: Square) => (freedom > 0 ? Math.max(1, square / freedom) : 1);
  return {
    fleet: ratio(fleet),
    in: (destination) => ratio(places.get(destination) ?? { square: 0, freedom: 0 }),
  };
}

interface Square {
  square: number;
  freedom: number;
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
