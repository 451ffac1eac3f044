// How bad a version can be at most, after what was seen of it.
import jstat from "jstat";
import type { Counts } from "./counts";

/** How sure a bound is: in 19 of 20 cases the true share lies below it. */
const confidence = 0.95;

/**
 * The share that the true one is below in 95 % of cases, by Clopper and Pearson
 * (https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval#Clopper–Pearson_interval):
 * exact, and never too low.
 *
 * @returns 0 to 1; 1 without requests
 */
export function upperBound([requests, bad]: Counts): number {
  if (bad >= requests) return 1;
  return jstat.ibetainv(confidence, bad + 1, requests - bad);
}

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

/**
 * The most bad ones among so many requests that still show that the true share is at most `limit`.
 *
 * @param limit 0 to 1
 * @returns undefined where not even none does: there are too few requests
 */
export function mostBad(requests: number, limit: number): number | undefined {
  const shows = (bad: number) => upperBound([requests, bad]) <= limit;
  if (requests === 0 || !shows(0)) return undefined;
  let [most, tooMany] = [0, requests];
  if (shows(requests)) return requests;
  while (tooMany - most > 1) {
    const middle = Math.floor((most + tooMany) / 2);
    if (shows(middle)) most = middle;
    else tooMany = middle;
  }
  return most;
}

/**
 * How many requests with the same share of bad ones show that the true share is at most `limit`.
 *
 * @returns undefined where no number does
 */
export function requestsUntil([requests, bad]: Counts, limit: number): number | undefined {
  const share = bad / requests;
  if (share >= limit) return undefined;
  const shows = (all: number) => upperBound([all, Math.ceil(share * all)]) <= limit;
  let [most, few] = [requests, requests];
  while (!shows(most)) {
    few = most;
    most *= 2;
    if (most > 1e12) return undefined;
  }
  while (most - few > few / 100 + 1) {
    const middle = Math.floor((most + few) / 2);
    if (shows(middle)) most = middle;
    else few = middle;
  }
  return most;
}
