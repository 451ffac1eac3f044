// How bad a version can be at most, after what was seen of it.
import jstat from "jstat";
import type { Counts } from "./counts";
import { confidence } from "./sample-size";

/** No search looks at more requests. */
const mostRequests = 1e12;

/**
 * Whether the true share is at most `limit` in 95 % of cases: whether the upper bound of Clopper and
 * Pearson is (https://en.wikipedia.org/wiki/Binomial_proportion_confidence_interval), which is exact
 * and never too low.
 *
 * @param limit 0 to 1
 */
export function isAtMost([requests, bad]: Counts, limit: number): boolean {
  if (limit >= 1) return true;
  return limit > 0 && bad < requests && jstat.ibeta(limit, bad + 1, requests - bad) >= confidence;
}

/**
 * The most bad ones among so many requests that still show that the true share is at most `limit`.
 *
 * @param limit 0 to 1
 * @returns undefined where not even none does: there are too few requests
 */
export function mostBad(requests: number, limit: number): number | undefined {
  if (limit >= 1) return requests;
  if (!isAtMost([requests, 0], limit)) return undefined;
  return between(0, requests, (bad) => isAtMost([requests, bad], limit));
}

/**
 * How many requests with the same share of bad ones show that the true share is at most `limit`.
 *
 * @returns undefined where no number does
 */
export function requestsUntil([requests, bad]: Counts, limit: number): number | undefined {
  const share = bad / requests;
  const isFew = (all: number) => !isAtMost([all, Math.ceil(share * all)], limit);
  let most = requests;
  while (isFew(most)) {
    most *= 2;
    if (share >= limit || most > mostRequests) return undefined;
  }
  return most === requests ? requests : between(most / 2, most, isFew) + 1;
}

/** The last whole number from `low` on that is like it, where `high` is not. */
function between(low: number, high: number, isLike: (at: number) => boolean): number {
  let [like, unlike] = [Math.floor(low), high];
  while (unlike - like > 1) {
    const middle = Math.floor((like + unlike) / 2);
    if (isLike(middle)) like = middle;
    else unlike = middle;
  }
  return like;
}
