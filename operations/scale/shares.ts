/** Reads the shares of a service's versions from a VirtualService, live or planned. Pure. */
import type { VirtualServiceSpec } from "../../model/istio/virtual-service-spec";
import { takesAll } from "../stable/served";

/** Percent by subset. */
export type Split = ReadonlyMap<string, number>;

/**
 * How the routes without a condition split the requests of a host: one split for each of them, such
 * as one for the gateway and one for the mesh.
 */
export function splitsOf({ http = [], tcp = [] }: VirtualServiceSpec, host: string): Split[] {
  return [...http, ...tcp].filter(takesAll).flatMap(({ route = [] }): Split[] => {
    const sum = route.reduce((all, { weight = 0 }) => all + weight, 0);
    const split = new Map<string, number>();
    for (const { destination, weight = 0 } of route) {
      const { host: to, subset } = destination ?? {};
      if (to !== host || subset === undefined) continue;
      // A single destination has no weight, and takes all.
      const share = sum > 0 ? (100 * weight) / sum : 100 / route.length;
      split.set(subset, (split.get(subset) ?? 0) + share);
    }
    return split.size > 0 ? [split] : [];
  });
}

/**
 * The share of a subset in one cluster now and next.
 *
 * @returns the mean of the present splits and, where any split gives the subset more than any does
 * now, the largest next one
 */
export function shareOf(
  subset: string,
  now: readonly Split[],
  next: readonly Split[],
): { readonly from: number; readonly to: number } {
  const shares = (splits: readonly Split[]) => splits.map((split) => split.get(subset) ?? 0);
  const [before, after] = [shares(now), shares(next)];
  const from = before.reduce((sum, one) => sum + one, 0) / Math.max(1, before.length);
  const [most, largest] = [Math.max(0, ...before), Math.max(0, ...after)];
  return { from, to: largest > most ? largest : Math.min(from, largest) };
}
