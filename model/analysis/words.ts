// Verdicts in sentences, for people who know their services and no statistics.
import type { Counts } from "./counts";
import { rate } from "./strata";

/** What a sentence tells of. */
export interface Seen {
  readonly service: string;
  readonly canary: string;
  readonly stable: readonly string[];
  /** `errors`, `latency`, or the name of a metric of the user's own. */
  readonly metric: string;
  /** Milliseconds above which an answer is slow. */
  readonly slowMs?: number;
  readonly canaryCounts: Counts;
  /** Left out: the stable version had no requests. */
  readonly stableCounts?: Counts;
  /** The share that the stable version would have had bad of the canary's mix of callers. */
  readonly expected?: number;
  /** Clusters that stand out, with what the canary did there. */
  readonly places: readonly (readonly [cluster: string, counts: Counts])[];
}

/**
 * The stable version's share is told a second time, for the canary's mix of callers and clusters, only
 * where the two differ by more than this part: else the second number is a riddle.
 */
const tellsApart = 0.2;

/**
 * `shop v2 failed 5.2 % of 812 requests where v1 failed 0.5 % of 15,021; in east 9.8 % of 402`.
 *
 * @param when an addition such as `in the last two polls`
 */
export function seenText(seen: Seen, when = ""): string {
  const { service, canary, stable, canaryCounts, stableCounts, expected } = seen;
  const did = verbs(seen);
  const counted = `${share(canaryCounts)} of ${grouped(canaryCounts[0])} ${did.noun}`;
  const timed = [service, canary, did.canary, counted, when].filter(Boolean).join(" ");
  const others = stable.join(" and ");
  if (stableCounts === undefined)
    return `${timed}; no request went to ${others} under like conditions`;
  const theirs = rate(stableCounts);
  const mixed = expected ?? theirs;
  const isOther = Math.abs(mixed - theirs) > tellsApart * Math.max(mixed, theirs);
  const weighed = isOther ? ` (${percent(mixed)} with the callers and clusters of ${canary})` : "";
  const beside = `${share(stableCounts)} of ${grouped(stableCounts[0])}`;
  const places = seen.places.map(
    ([cluster, counts]) => `; in ${cluster} ${share(counts)} of ${grouped(counts[0])}`,
  );
  return `${timed} where ${others} ${did.others} ${beside}${weighed}${places.join("")}`;
}

/** `119 more requests to v2 (180 of 299)`. */
export function moreRequests(version: string, requests: number, needed: number): string {
  if (!Number.isFinite(needed))
    return "a margin or an objective above 0, without which no number of requests is enough";
  const more = needed - requests;
  return `${grouped(more)} more ${more === 1 ? "request" : "requests"} to ${version} (${grouped(requests)} of ${grouped(needed)})`;
}

/** `at most 5 of 812 (0.62 %) would have passed`. */
export function wouldHavePassed(requests: number, bad: number): string {
  if (bad === 0) return `${grouped(requests)} requests without a bad one would have passed`;
  return `at most ${grouped(bad)} of ${grouped(requests)} (${percent(bad / requests)}) would have passed`;
}

/** A share as a percentage, in two digits that count. */
export function percent(part: number): string {
  const rounded = Number((part * 100).toPrecision(2));
  return rounded >= 100 && part < 1 ? "over 99 %" : `${rounded} %`;
}

/** `about 660 more requests to v2 at this rate`. */
export function moreAtThisRate(version: string, more: number): string {
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(more)) - 1);
  return `about ${grouped(Math.ceil(more / digits) * digits)} more requests to ${version} at this rate`;
}

/** A count as people read it: `15,021`. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

function share(counts: Counts): string {
  return counts[1] === 0 ? "none" : percent(rate(counts));
}

/** What the canary did, and what the others did beside it, in the words of the metric. */
function verbs({ metric, slowMs }: Seen): { canary: string; others: string; noun: string } {
  if (metric === "errors") return { canary: "failed", others: "failed", noun: "requests" };
  if (metric === "latency") {
    const bound = slowMs === undefined ? "the bound" : `${slowMs} ms`;
    return { canary: `took more than ${bound} for`, others: "did for", noun: "answers" };
  }
  return { canary: `was bad by ${metric} in`, others: "was in", noun: "events" };
}
