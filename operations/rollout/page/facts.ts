/** What people ask first about a rollout, with the answers. Pure. */
import type { Counts } from "../../../model/analysis/counts";
import { grouped, percent } from "../../../model/analysis/words";
import type { RolloutRecord } from "../../../model/rollout/record";
import { timeText } from "../../../model/rollout/words";
import type { RolloutReport } from "../status/report";
import { endOf, failedMetrics, reasonOf } from "./headline";
import type {
  Fact,
  RequestSection,
  Said,
  TrafficSection,
  WeightLine,
  WeightSection,
} from "./model";
import { clustersText } from "./subject";

/** What the answers follow from. */
export interface FactsAbout {
  readonly record: RolloutRecord;
  readonly report: RolloutReport;
  readonly traffic: readonly TrafficSection[];
  readonly weights: readonly WeightSection[];
  readonly requests: readonly RequestSection[];
}

/** The facts in the order in which people ask: safe now? why? who felt it? how far? what next? */
export function factsOf(about: FactsAbout): Fact[] {
  const { record } = about;
  const reasons = reasonsOf(about);
  return [
    {
      question: "Where do requests go now?",
      answer: about.traffic.map((one) => [trafficText(one, record)]),
    },
    { question: "Why was it taken back?", answer: reasons },
    { question: "What did users see?", answer: seenTexts(about.requests) },
    {
      question: "How far did it go?",
      answer: about.weights.flatMap((one) => reachTexts(one, record)),
    },
    ...nextFacts(about),
    { question: "Who and when?", answer: [whoText(about)] },
  ].filter(({ answer }) => answer.length > 0);
}

function reasonsOf({ record, report }: FactsAbout): Said[] {
  if (record.status === "running" || record.status === "done") return [];
  const failed = failedMetrics(record, report);
  const reason = reasonOf(record);
  if (failed.length === 0) return reason === undefined ? [] : [[`${capital(reason)}.`]];
  return failed.map(({ why, missing }) => [
    // It begins with the name of a service, which is written as it is.
    `${why}.${missing === null ? "" : ` ${capital(missing)}.`}`,
  ]);
}

function trafficText(
  { service, clusters, shares, from, live }: TrafficSection,
  record: RolloutRecord,
): string {
  const all = shares.filter((one) => one.percent > 0);
  const split = all.map((one) => `${one.percent} % to ${one.version}`).join(", ");
  const by = from === null ? "" : ` from the ${from}`;
  const source = live ? "" : " by the record; the routes were not read";
  return `${service} in ${clustersText(clusters, record.primaries)}${by}: ${split || "none"}${source}.`;
}

function seenTexts(requests: readonly RequestSection[]): Said[] {
  if (requests.length === 0)
    return [
      [
        "It was not measured: no analysis has counted requests. Errors and slow answers are not known.",
      ],
    ];
  const texts = requests.map(({ service, canary, stable, bad, totals }) => {
    const of = (name: string, [all, wrong]: Counts) =>
      all === 0
        ? `no request to ${name} was counted`
        : `${grouped(wrong)} of ${grouped(all)} requests to ${name} ${did(bad)} (${percent(wrong / all)})`;
    return [`${service}: ${of(canary, totals.canary)}; beside it, ${of(stable, totals.stable)}.`];
  });
  return [
    ...texts,
    ["These are the requests that analyses counted, without those of the warm-up."],
  ];
}

function did(bad: string): string {
  return bad === "failed" ? "failed" : `were ${bad}`;
}

function reachTexts(
  { service, version, lines, end }: WeightSection,
  { primaries }: RolloutRecord,
): Said[] {
  const moved = lines.filter((line) => highest(line) > line.points[0]!.percent);
  const still = lines.filter((line) => !moved.includes(line)).flatMap(({ clusters }) => clusters);
  const texts = moved.map((line) => {
    const span = exposureSeconds(line, end);
    return `${clustersText(line.clusters, primaries)}: ${version} of ${service} got at most ${highest(line)} % of requests, and more than at the start for ${timeText(span)}.`;
  });
  if (still.length === 0) return texts.map((text) => [text]);
  const none = `${clustersText(still, primaries)}: not reached, nothing was changed for ${service}.`;
  return [...texts, none].map((text) => [text]);
}

function highest({ points }: WeightLine): number {
  return Math.max(...points.map(({ percent: one }) => one));
}

/** How long a version had more requests than at the start. */
function exposureSeconds({ points }: WeightLine, end: string): number {
  return points.reduce((sum, { at, percent: one }, i) => {
    const until = points[i + 1]?.at ?? end;
    return one > points[0]!.percent ? sum + (Date.parse(until) - Date.parse(at)) / 1000 : sum;
  }, 0);
}

function nextFacts({ record, report }: FactsAbout): Fact[] {
  const { waitsFor, timeLeft, paused, owed } = report;
  const late =
    owed.length > 0
      ? [[`${clustersText(owed, record.primaries)} must still get the weights of the others.`]]
      : [];
  if (record.status !== "running")
    return late.length > 0 ? [{ question: "What happens next?", answer: late }] : [];
  const left = timeLeft
    ? [
        [
          `${timeText(timeLeft.seconds)} of pauses and soaks are left${timeLeft.promotions > 0 ? `, and ${timeLeft.promotions} more ${timeLeft.promotions === 1 ? "pause" : "pauses"} that a person must end` : ""}.`,
        ],
      ]
    : [];
  const held = paused
    ? [
        [
          `${paused.by} paused it at `,
          { at: paused.at },
          `${paused.why ? `, because ${paused.why}` : ""}.`,
        ],
      ]
    : [];
  const waits = waitsFor
    ? [[`It waits for ${waitsFor.what}, since `, { at: waitsFor.since }, "."]]
    : [];
  return [{ question: "What happens next?", answer: [...waits, ...held, ...left] }];
}

function whoText({ record, report }: FactsAbout): Said {
  const { by, at } = report.started;
  const end = record.status === "running" ? undefined : endOf(record);
  if (!end) return [`${by} started it at `, { at }, "."];
  const took = timeText((Date.parse(end.at) - Date.parse(at)) / 1000);
  return [
    `${by} started it at `,
    { at },
    `; it ended after ${took} at `,
    { at: end.at },
    `, decided by ${end.by}.`,
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
