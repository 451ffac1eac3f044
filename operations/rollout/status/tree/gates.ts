/** The branches of a tree that tell of analyses: what they saw, and what is missing. Pure. */
import { mostMetrics, shownAnalyses, timeTexts } from "../analyses-text";
import type { AnalysisReport, MetricReport, StatusReport, TemplateReport } from "../report";
import type { Branch } from "./branch";
import { lasted } from "./times";
import { paintOf, signs, type Paint, type TreeStyle } from "./style";

/** A branch for each analysis that runs, or that failed. */
export function gateBranches({ rollout, now }: StatusReport, all: boolean, style: TreeStyle) {
  const shown = rollout ? shownAnalyses(rollout, all) : [];
  // What the one in the background counts, that of a step counts, too.
  const isGated = shown.some(({ active, background }) => active && !background);
  return shown.map((one) => {
    const isShort = one.background && one.verdict === "hold" && (isGated || !looksWorse(one));
    return analysisBranch(one, { now, all, isShort: isShort && !all }, paintOf(style));
  });
}

interface Shown {
  readonly now: string;
  /** Whether all metrics are shown. */
  readonly all: boolean;
  /** Whether none is. */
  readonly isShort: boolean;
}

function analysisBranch(
  analysis: AnalysisReport,
  { now, all, isShort }: Shown,
  paint: Paint,
): Branch {
  const { name, step, background, away, metrics, templates, unreached, why, missing, verdict } =
    analysis;
  const { bad, open, strong } = paint;
  const label = background
    ? `background analysis ${strong(name)} (since step ${step})`
    : `gate ${strong(name)} (step ${step})`;
  const results = [
    ...metrics.map((one) => ({ passes: one.verdict === "pass", ...metricBranch(one, paint) })),
    ...templates.map((one) => ({
      passes: one.phase === "Successful",
      ...templateBranch(one, paint),
    })),
  ].sort((a, b) => Number(a.passes) - Number(b.passes));
  const awayBranches = away.map((one) => ({
    text: `${open(signs.warn)} ${one.server} is away for ${lasted(one.since, now)}: ${one.why}`,
  }));
  const most = all ? Infinity : mostMetrics;
  const more = results.length - most;
  return {
    text: `${signOf(verdict, paint)} ${label}: ${standing(analysis)}`,
    branches: isShort
      ? awayBranches
      : [
          ...results.slice(0, most),
          ...(results.length === 0
            ? [{ text: `so far: ${why}` }, ...missingBranch(missing, verdict)]
            : []),
          ...(more > 0 ? [{ text: `and ${more} more that look no worse` }] : []),
          ...unreached
            .filter(({ verdict }) => verdict === "fail")
            .map((one) => ({
              text: `${bad(signs.bad)} lost requests of ${one.service}: ${one.why}`,
            })),
          ...awayBranches,
          ...timeTexts(analysis, now).map(([label, text]) => ({ text: `${label}: ${text}` })),
        ],
  };
}

function looksWorse({ metrics }: AnalysisReport): boolean {
  return metrics.some(({ suspects }) => suspects.length > 0);
}

const standings = { pass: "passes", fail: "failed", hold: "holds" } as const;

function standing(analysis: AnalysisReport): string {
  const { verdict, inconclusive, background, polls } = analysis;
  if (background && verdict === "hold") {
    const shown = looksWorse(analysis) ? "a version looks worse, but not surely" : "nothing bad";
    return `${shown} after ${polls} ${polls === 1 ? "poll" : "polls"}; it holds no step`;
  }
  return inconclusive && verdict === "hold" ? "inconclusive" : standings[verdict];
}

function signOf(verdict: AnalysisReport["verdict"], { good, bad, open }: Paint): string {
  if (verdict === "pass") return good(signs.good);
  return verdict === "fail" ? bad(signs.bad) : open(signs.now);
}

function metricBranch({ metric, verdict, why, missing }: MetricReport, paint: Paint): Branch {
  return {
    text: `${signOf(verdict, paint)} ${metric}: ${why}`,
    branches: verdict === "pass" ? [] : missingBranch(missing, verdict),
  };
}

/** What a verdict lacks to pass; of one that failed, the sentence says itself that it would have passed. */
function missingBranch(missing: string | null, verdict: MetricReport["verdict"]): Branch[] {
  if (missing === null) return [];
  return [{ text: verdict === "fail" ? missing : `missing: ${missing}` }];
}

function templateBranch(
  { template, metric, server, dryRun, phase, message }: TemplateReport,
  { good, bad, open }: Paint,
): Branch {
  const isBad = phase === "Failed" || phase === "Error";
  const sign = isBad ? bad(signs.bad) : phase === "Successful" ? good(signs.good) : open(signs.now);
  const label = `${template}/${metric} at ${server}${dryRun ? " (dry run)" : ""}`;
  return { text: `${sign} ${label}: ${phase}${message === null ? "" : `, ${message}`}` };
}
