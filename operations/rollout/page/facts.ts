/** What people ask first about a rollout, with the answers. Pure. */
import { endOf, lastBack } from "../../../model/rollout/ending";
import type { RolloutRecord } from "../../../model/rollout/record";
import { timeText } from "../../../model/rollout/words";
import type { RolloutReport } from "../status/report";
import { owedText } from "../status/text";
import { failedMetrics, reasonOf } from "./headline";
import type {
  Fact,
  RequestSection,
  Said,
  TrafficSection,
  WeightLine,
  WeightSection,
} from "./model";
import { seenTexts } from "./seen";
import { clustersText } from "./subject";

/** What the answers follow from. */
export interface FactsAbout {
  readonly record: RolloutRecord;
  readonly report: RolloutReport;
  readonly traffic: readonly TrafficSection[];
  readonly weights: readonly WeightSection[];
  readonly requests: readonly RequestSection[];
}

/** The facts in the order in which people ask: safe now? what must I do? why? who felt it? how far? */
export function factsOf(about: FactsAbout): Fact[] {
  const { record } = about;
  const reasons = reasonsOf(about);
  return [
    {
      question: "Where do requests go now?",
      answer: about.traffic.map((one) => [trafficText(one, record)]),
    },
    ...dutyFacts(about),
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

function reachTexts(
  { service, version, lines, end }: WeightSection,
  { primaries }: RolloutRecord,
): Said[] {
  const moved = lines.filter((line) => highest(line) > line.points[0]!.percent);
  const still = lines.filter((line) => !moved.includes(line)).flatMap(({ clusters }) => clusters);
  const texts = moved.map((line) => {
    const span = timeText(exposureSeconds(line, end));
    const long =
      line.points[0]!.percent === 0 ? `for ${span}` : `more than at the start for ${span}`;
    return `${clustersText(line.clusters, primaries)}: ${version} of ${service} was given at most ${highest(line)} % of requests, ${long}.`;
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

/** What a person must do after the end, and what need not be feared. */
function dutyFacts({ record, report }: FactsAbout): Fact[] {
  const { status, owed, recorded } = report;
  if (status === "running") return [];
  const isDone = status === "done";
  const late = `At once: ${owedText(report, (names) => clustersText(names, record.primaries))}.`;
  const none = isDone
    ? "Nothing at once: the rollout is over."
    : "Nothing at once: traffic is back in all clusters. Neither time nor pulumi up moves it again, as long as the stack file declares a rollout.";
  const mend =
    "Before another try: mend what failed, and bring its new pods to the clusters by pulumi up; no request goes to them. A retry begins with the first step.";
  const state = "Soon: run pulumi up, so that the state of the stack has these weights, too.";
  const answer = [
    owed.length > 0 ? late : none,
    ...(recorded ? [] : [state]),
    ...(status === "failed" ? [mend] : []),
  ];
  return [{ question: "What must be done?", answer: answer.map((text) => [text]) }];
}

function nextFacts({ record, report }: FactsAbout): Fact[] {
  const { waitsFor, timeLeft, paused } = report;
  if (record.status !== "running") return [];
  const left = timeLeft ? leftTexts(timeLeft).map((text) => [text]) : [];
  const held = paused
    ? [
        [
          `${paused.by} paused it at `,
          { at: paused.at },
          `${paused.why ? ` (${paused.why})` : ""}.`,
        ],
      ]
    : [];
  const waits = waitsFor
    ? [[`It waits for ${waitsFor.what}, since `, { at: waitsFor.since }, "."]]
    : [];
  return [{ question: "What happens next?", answer: [...waits, ...held, ...left] }];
}

function leftTexts({ seconds, promotions }: NonNullable<RolloutReport["timeLeft"]>): string[] {
  const ends =
    promotions === 1 ? "1 pause that is left ends" : `${promotions} pauses that are left end`;
  return [
    ...(seconds > 0 ? [`${timeText(seconds)} of pauses and soaks are left.`] : []),
    ...(promotions > 0 ? [`${ends} only when somebody promotes.`] : []),
  ];
}

function whoText({ record, report }: FactsAbout): Said {
  const { by, at } = report.started;
  const { status, decisions, owed } = record;
  const why = decisions[0]?.why;
  const started = [`${by} started it at `, { at }, why === undefined ? "" : ` (${why})`] as const;
  const end = status === "running" ? undefined : endOf(record);
  if (!end) return [...started, "."];
  const took = timeText(secondsBetween(at, end.at));
  const ends = {
    ...{ running: "", done: "it was done" },
    ...{ aborted: `${end.by} aborted it`, undone: `${end.by} undid it` },
    failed: "it failed by the rules of its plan",
  };
  const back = owed.length === 0 ? lastBack(decisions)?.at : undefined;
  const later = back === undefined ? 0 : secondsBetween(end.at, back);
  const driver = status === "failed" || status === "done" ? ` The driver ran as ${end.by}.` : "";
  return [
    ...started,
    `; ${ends[status]} after ${took}, at `,
    { at: end.at },
    back === undefined
      ? "."
      : `; all clusters were back ${later === 0 ? "at once" : `${timeText(later)} later`}.`,
    driver,
  ];
}

function secondsBetween(from: string, to: string): number {
  return Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
