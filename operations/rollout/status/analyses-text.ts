/** What analyses have seen, in lines of 80 columns. Pure. */
import { wrapped } from "../../../model/diagrams/wrapped";
import { timeText } from "../../../model/rollout/words";
import type { AnalysisReport, MetricReport, RolloutReport, TemplateReport } from "./report";

/** So many metrics of an analysis are shown; those that do not pass come first. */
export const mostMetrics = 8;

/** The analyses that watch the rollout, and those that ended it; none where there are none. */
export function analysisLines(
  { analyses }: Pick<RolloutReport, "analyses">,
  now: string,
): string[] {
  return shownAnalyses({ analyses }).flatMap((one) => ["", ...linesOf(one, now)]);
}

/** The analyses that a status shows. @param all also those that ended well */
export function shownAnalyses(
  { analyses }: Pick<RolloutReport, "analyses">,
  all = false,
): AnalysisReport[] {
  return analyses.filter(({ active, verdict }) => all || active || verdict === "fail");
}

function linesOf(analysis: AnalysisReport, now: string): string[] {
  const { name, step, background, away } = analysis;
  const where = background ? `in the background since step ${step}` : `step ${step}`;
  return [
    `Analysis ${name} (${where}): ${standing(analysis)}`,
    ...metricLines(analysis),
    ...analysis.unreached
      .filter(({ verdict }) => verdict === "fail")
      .flatMap(({ service, why }) => entry(`lost requests of ${service}`, why)),
    ...away.flatMap(({ server, since, why }) =>
      entry("away", `${server} since ${since} (${ago(since, now)}): ${why}`),
    ),
    ...timeLines(analysis, now),
  ];
}

const standings = { pass: "passes", fail: "failed", hold: "holds" } as const;

function standing({ verdict, inconclusive, background }: AnalysisReport): string {
  if (background && verdict === "hold") return "nothing is shown yet; it holds no step";
  return inconclusive && verdict === "hold" ? "inconclusive" : standings[verdict];
}

function metricLines({ metrics, templates, why, missing }: AnalysisReport): string[] {
  if (metrics.length + templates.length === 0) return entry("so far", joined(why, missing));
  const all = [
    ...metrics.map((one) => ({ passes: one.verdict === "pass", lines: metricEntry(one) })),
    ...templates.map((one) => ({
      passes: one.phase === "Successful",
      lines: templateEntry(one),
    })),
  ].sort((a, b) => Number(a.passes) - Number(b.passes));
  const more = all.length - mostMetrics;
  return [
    ...all.slice(0, mostMetrics).flatMap(({ lines }) => lines),
    ...(more > 0 ? [`  and ${more} more: -o json tells them`] : []),
  ];
}

function metricEntry({ metric, verdict, why, missing }: MetricReport): string[] {
  const label = verdict === "hold" ? metric : `${metric} ${standings[verdict]}`;
  if (verdict === "pass" || missing === null) return entry(label, why);
  return entry(label, verdict === "fail" ? `${why}; ${missing}` : joined(why, missing));
}

function templateEntry({ template, metric, server, dryRun, phase, message }: TemplateReport) {
  const label = `${template}/${metric} at ${server}${dryRun ? " (dry run)" : ""}`;
  return entry(label, `${phase}${message === null ? "" : `: ${message}`}`);
}

function joined(why: string, missing: string | null): string {
  return missing === null ? why : `${why}; missing: ${missing}`;
}

function timeLines(analysis: AnalysisReport, now: string): string[] {
  return timeTexts(analysis, now).flatMap(([label, text]) => entry(label, text));
}

/** How often an analysis asked, when it asks next, and by when it must have decided: labels and texts. */
export function timeTexts(
  { active, polls, nextPollAt, deadline, inconclusive, countsFrom }: AnalysisReport,
  now: string,
): (readonly [label: string, text: string])[] {
  if (!active) return [["polls", `${polls}; it has ended`]];
  const next =
    nextPollAt === null
      ? "no other is due"
      : nextPollAt <= now
        ? "the next is due now"
        : `the next is due in ${ago(now, nextPollAt)}`;
  const counted = polls === 0 ? `; requests count since ${countsFrom}` : "";
  const asked = ["polls", `${polls}; ${next}${counted}`] as const;
  if (deadline === null) return [asked];
  const then = afterwards[deadline.then];
  return [
    asked,
    [
      "deadline",
      inconclusive
        ? `was ${ago(deadline.at, now)} ago: ${then}`
        : `in ${ago(now, deadline.at)}: ${then}`,
    ],
  ];
}

const afterwards = {
  hold: "then it holds until its metrics decide or somebody promotes",
  abort: "then traffic goes back",
  promote: "then the rollout goes on",
} as const;

/** The time between two times, the earlier one first. */
function ago(from: string, to: string): string {
  return timeText((Date.parse(to) - Date.parse(from)) / 1000);
}

function entry(label: string, text: string): string[] {
  const [first = "", ...others] = wrapped(`${label}: ${text}`, "    ");
  return [first.slice(2), ...others];
}
