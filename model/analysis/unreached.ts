// Requests that reached no pod (Envoy's flags UH, NR, NC and UO) belong to no version: they are charged to
// the release, because the weights that it set send them nowhere.
import type { Counts, UnreachedTally } from "./counts";
import type { Unreached } from "./evidence";
import { plus, rate } from "./strata";
import type { Verdict } from "./verdict";
import { grouped, percent } from "./words";

/** Fewer lost requests in a poll are an accident. */
const fewestLost = 3;

/** The share of lost requests, 0 to 1, that is too much even where the canary has a larger share. */
const tooMany = 0.01;

/** So many polls in a row are enough. */
const enoughPolls = 2;

/** A service before its first poll. */
export function begunUnreached(service: string): Unreached {
  return {
    ...{ service, evident: {}, totals: [] },
    verdict: { verdict: "pass", why: `no request to ${service} was lost` },
  };
}

/**
 * The sums with one more poll, and the verdict after it. Callers without requests in it change nothing.
 *
 * @param weight percent of the requests that the canary gets: the loss of half of them is too much,
 * however few those are
 */
export function withUnreached(
  unreached: Unreached,
  tallies: readonly UnreachedTally[],
  weight = 100,
): Unreached {
  const totals = new Map(unreached.totals.map(({ source, counts }) => [source, counts]));
  const evident = { ...unreached.evident };
  const lost = new Map<string, Counts>();
  for (const { source, counts } of tallies)
    if (counts[0] > 0) lost.set(source, plus(lost.get(source) ?? [0, 0], counts));
  const most = Math.min(tooMany, weight / 100 / 2);
  for (const [source, counts] of lost) {
    totals.set(source, plus(totals.get(source) ?? [0, 0], counts));
    const isLoss = counts[1] >= fewestLost && rate(counts) >= most;
    evident[source] = isLoss ? (evident[source] ?? 0) + 1 : 0;
  }
  const next = {
    ...{ service: unreached.service, evident },
    totals: [...totals].map(([source, counts]): UnreachedTally => ({ source, counts })),
  };
  return { ...next, verdict: judgeUnreached({ ...next, verdict: unreached.verdict }, most) };
}

/** Fails where callers of one cluster lost too many requests in two polls in a row; else it passes. */
function judgeUnreached({ service, evident, totals }: Unreached, most: number): Verdict {
  const losing = totals.filter(({ source }) => (evident[source] ?? 0) >= enoughPolls);
  const [requests, lost] = sum(losing.length > 0 ? losing : totals);
  const all = `${grouped(requests)} requests to ${service}`;
  if (lost === 0) return { verdict: "pass", why: `each of ${all} reached a pod` };
  const what = `${grouped(lost)} of ${all}`;
  if (losing.length === 0) return { verdict: "pass", why: `${what} reached no pod` };
  const from = losing.map(({ source }) => source).join(", ");
  return {
    verdict: "fail",
    why: `${what} reached no pod of any version, from callers in ${from}`,
    missing: `less than ${percent(most)} in each poll would have passed`,
  };
}

function sum(tallies: readonly UnreachedTally[]): Counts {
  return tallies.reduce<Counts>((all, { counts }) => plus(all, counts), [0, 0]);
}
