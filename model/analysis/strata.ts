// Which requests of two versions may be compared with each other.
import type { Counts, Tally } from "./counts";

/** Requests of two versions under like conditions. */
export interface Stratum {
  readonly canary: Counts;
  readonly stable: Counts;
}

const none: Counts = [0, 0];

/** The place of a tally, as text for maps. */
export function placeOf({ source, destination }: Pick<Tally, "source" | "destination">): string {
  return `${source}/${destination}`;
}

/** The sum of two counts. */
export function plus(one: Counts, other: Counts): Counts {
  return [one[0] + other[0], one[1] + other[1]];
}

/** Tallies, with those of the same place as one. */
export function merged(tallies: readonly Tally[]): Tally[] {
  const byPlace = new Map<string, Tally>();
  for (const one of tallies) {
    const key = placeOf(one);
    const known = byPlace.get(key);
    byPlace.set(
      key,
      known
        ? {
            ...known,
            canary: plus(known.canary, one.canary),
            stable: plus(known.stable, one.stable),
          }
        : one,
    );
  }
  return [...byPlace.values()];
}

/**
 * The strata of tallies. Weights differ by the cluster of the callers, and rates of errors by both
 * clusters, so requests are compared that went from the same one to the same one. Where a pair of
 * clusters has only ever seen one of the versions, its requests are pooled by the cluster of the
 * callers: a new version whose pods stand elsewhere is compared, too.
 *
 * @param tallies one for each place, of a poll or of all
 * @param shared the places that have seen both versions so far
 */
export function strataOf(tallies: readonly Tally[], shared: ReadonlySet<string>): Stratum[] {
  const bySource = new Map<string, Stratum>();
  const strata: Stratum[] = [];
  for (const one of tallies) {
    if (shared.has(placeOf(one))) strata.push(one);
    else {
      const { canary, stable } = bySource.get(one.source) ?? { canary: none, stable: none };
      bySource.set(one.source, {
        canary: plus(canary, one.canary),
        stable: plus(stable, one.stable),
      });
    }
  }
  return [...strata, ...bySource.values()].filter(isComparable);
}

/** The strata of one cluster with pods: the places there that have seen both versions. */
export function strataIn(
  destination: string,
  tallies: readonly Tally[],
  shared: ReadonlySet<string>,
): Stratum[] {
  return tallies.filter(
    (one) => one.destination === destination && shared.has(placeOf(one)) && isComparable(one),
  );
}

/** The canary's requests of strata, and what share of them the stable version would have had bad. */
export interface Compared {
  readonly canary: Counts;
  /** All requests of the stable version in these strata. */
  readonly stable: Counts;
  /**
   * The rate of the stable version, 0 to 1, with each stratum weighed by the canary's requests there
   * (direct standardisation): a mix of callers that differs is no fault of the canary.
   */
  readonly expected: number;
  /** The standard error of `expected`: where few requests went to the stable version, it is large. */
  readonly error: number;
}

/** Compares the sums of strata; undefined where there is none. */
export function compared(strata: readonly Stratum[]): Compared | undefined {
  if (strata.length === 0) return undefined;
  let canary = none;
  let stable = none;
  let expectedBad = 0;
  let variance = 0;
  for (const one of strata) {
    canary = plus(canary, one.canary);
    stable = plus(stable, one.stable);
    const weight = one.canary[0];
    expectedBad += (weight * one.stable[1]) / one.stable[0];
    // With one bad and one good request more: none that was bad among few is no certainty.
    const share = (one.stable[1] + 1) / (one.stable[0] + 2);
    variance += (weight ** 2 * share * (1 - share)) / (one.stable[0] + 2);
  }
  return {
    ...{ canary, stable },
    expected: expectedBad / canary[0],
    error: Math.sqrt(variance) / canary[0],
  };
}

/** The share of bad ones, 0 to 1; 0 without requests. */
export function rate([requests, bad]: Counts): number {
  return requests === 0 ? 0 : bad / requests;
}

function isComparable({ canary, stable }: Stratum): boolean {
  return canary[0] > 0 && stable[0] > 0;
}

/** The places that have seen requests of both versions. */
export function sharedPlaces(totals: readonly Tally[]): Set<string> {
  return new Set(totals.filter(isComparable).map(placeOf));
}
