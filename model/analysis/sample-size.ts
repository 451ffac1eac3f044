// How many requests a comparison needs at least. Apart from the library of statistics, because each
// check of a stack asks it.

/** How sure a bound is: in 19 of 20 cases the true share lies below it. */
export const confidence = 0.95;

/**
 * How many requests without a bad one show that the true share is at most `share`.
 *
 * @param share 0 to 1
 * @returns infinite for 0
 */
export function requestsFor(share: number): number {
  if (share >= 1) return 1;
  return share > 0 ? Math.ceil(Math.log(1 - confidence) / Math.log1p(-share)) : Infinity;
}
