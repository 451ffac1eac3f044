/** Turns the weights of a live route into percentages. Pure. */

/**
 * Percentages of weights that count relative to their sum, as Istio takes them
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPRouteDestination),
 * with at most two decimals. Where two decimals don't say them exactly, the largest remainders get
 * what is missing to 100. Zero for each where all weights are zero.
 */
export function percentages(weights: readonly number[]): number[] {
  const sum = weights.reduce((all, one) => all + one, 0);
  if (sum === 0) return weights.map(() => 0);
  const exact = weights.map((one) => (one * 10_000) / sum);
  const floors = exact.map((one) => Math.floor(one + 1e-9));
  const missing = 10_000 - floors.reduce((all, one) => all + one, 0);
  const largest = exact
    .map((one, i) => ({ i, rest: one - floors[i]! }))
    .sort((a, b) => b.rest - a.rest || a.i - b.i)
    .slice(0, missing)
    .map(({ i }) => i);
  return floors.map((one, i) => (one + (largest.includes(i) ? 1 : 0)) / 100);
}
