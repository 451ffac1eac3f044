/** What users saw of the versions of a rollout, in sentences for its page. Pure. */
import type { Counts } from "../../../model/analysis/counts";
import { grouped, percent } from "../../../model/analysis/words";
import type { RequestSection, Said } from "./model";

/** More clusters have a table. */
const mostPlaces = 5;

/** An answer for each metric of two versions, and what it leaves out. */
export function seenTexts(requests: readonly RequestSection[]): Said[] {
  if (requests.length === 0)
    return [
      [
        "It was not measured: no analysis has counted requests. Errors and slow answers are not known.",
      ],
    ];
  return [
    ...requests.map((one) => [[countedText(one), ...causedTexts(one)].join(" ")]),
    [
      "Only requests that analyses counted are among these: those of the warm-up after a step and of the last seconds are not.",
    ],
  ];
}

function countedText({ service, canary, stable, metric, bad, totals }: RequestSection): string {
  const isSpeed = metric === "latency";
  const did = didText(bad);
  const noun = isSpeed ? `answers of ${canary} without an error` : `requests to ${canary}`;
  const seen =
    totals.canary[0] === 0
      ? `no request to ${canary} was counted`
      : `${shareOf(totals.canary, noun)} ${did}`;
  const beside =
    totals.stable[0] === 0
      ? `no request to ${stable} was counted`
      : shareOf(totals.stable, `${isSpeed ? "of" : "to"} ${stable}`);
  const part = ([requests, bads]: Counts) =>
    requests === 0 ? "" : ` (${percent(bads / requests)})`;
  return `${service}: ${seen}${part(totals.canary)}; beside it, ${beside}${part(totals.stable)}.`;
}

function shareOf([requests, bad]: Counts, noun: string): string {
  return `${grouped(bad)} of ${grouped(requests)} ${noun}`;
}

/** Of a metric that failed: how many requests that cost, and in which clusters. */
function causedTexts({ canary, stable, bad, excess, destinations }: RequestSection): string[] {
  if (excess === null) return [];
  const more = Math.round(excess);
  const places = destinations
    .filter((one) => one.canary[0] > 0)
    .map((one) => shareOf(one.canary, `in ${one.cluster}`));
  return [
    ...(more > 0
      ? [
          `So about ${grouped(more)} ${didText(bad)} because of ${canary}: that many more than with ${stable}.`,
        ]
      : []),
    ...(places.length > 1 && places.length <= mostPlaces
      ? [`By cluster of the pods: ${places.join(", ")}.`]
      : []),
  ];
}

function didText(bad: string): string {
  return bad === "failed" ? "failed" : `were ${bad}`;
}
