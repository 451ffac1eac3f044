/** What the analyses of a rollout have seen, for its status. Pure. */
import type { Counts } from "../../../model/analysis/counts";
import {
  sumOf,
  type Analysis,
  type Comparison,
  type Unreached,
} from "../../../model/analysis/evidence";
import { standingOf } from "../../../model/analysis/standing";
import { lives, type RolloutRecord } from "../../../model/rollout/record";
import {
  activeAnalyses,
  evidenceOf,
  isSameAnalysis,
  type ActiveAnalysis,
} from "../analysis/active";
import { begunAnalysis } from "../analysis/begun";
import { nextPollMs } from "../analysis/question";
import { isoTime } from "../iso-time";
import type { AnalysisReport, MetricReport, TemplateReport, UnreachedReport } from "./report";

/** All analyses of a record, and those that have begun and were not asked yet. */
export function analysisReports(record: RolloutRecord, nowMs: number): AnalysisReport[] {
  const active = lives(record) ? activeAnalyses(record) : [];
  const seen = record.analyses ?? [];
  const ended = seen.filter((one) => !active.some((now) => isSameAnalysis(one, now)));
  return [
    ...ended.map((one) => ({ ...seenReport(one), ...notActive })),
    ...active.map((one) => ({
      ...seenReport(evidenceOf(record, one) ?? begunAnalysis(one)),
      ...activeReport(record, one, nowMs),
    })),
  ];
}

/** When a first measurement is due does not hang on where it is made. */
const anyServer = ["any"];

type Times = Pick<AnalysisReport, "active" | "nextPollAt" | "deadline" | "inconclusive">;

const notActive: Times = { active: false, nextPollAt: null, deadline: null, inconclusive: false };

function activeReport(record: RolloutRecord, active: ActiveAnalysis, nowMs: number): Times {
  const { deadlineSeconds, onInconclusive } = active.declared;
  const next = nextPollMs(record, active, anyServer);
  const endMs = active.startedAtMs + (deadlineSeconds ?? 0) * 1000;
  const ends = deadlineSeconds !== undefined && onInconclusive !== undefined;
  return {
    active: true,
    nextPollAt: Number.isFinite(next) ? isoTime(Math.max(next, nowMs)) : null,
    deadline: ends ? { at: isoTime(endMs), then: onInconclusive } : null,
    inconclusive: ends && nowMs >= endMs,
  };
}

function seenReport(seen: Analysis): Omit<AnalysisReport, keyof Times> {
  const { name, action, background, countsFrom, polls, polledAt, verdict, argo } = seen;
  return {
    ...{ name, step: action + 1, background, ...verdict },
    missing: verdict.missing ?? null,
    countsFrom: isoTime(Date.parse(countsFrom)),
    polls,
    polledAt: polledAt === undefined ? null : isoTime(Date.parse(polledAt)),
    away: Object.entries(seen.troubles).map(([server, { since, why }]) => ({
      ...{ server, since: isoTime(Date.parse(since)), why },
    })),
    metrics: seen.comparisons.map(metricReport),
    unreached: seen.unreached.map(unreachedReport),
    templates: argo.map(
      ({ template, metric, server, dryRun, phase, measurements, message }): TemplateReport => ({
        ...{ template, metric, server, dryRun, phase },
        value: measurements.at(-1)?.value ?? null,
        message: message ?? null,
      }),
    ),
  };
}

function metricReport(compared: Comparison): MetricReport {
  const { metric, service, canary, stable, totals, slowMs = null, verdict } = compared;
  return {
    ...{ metric, service, version: canary, beside: stable },
    counts: sumOf(totals, "canary"),
    countsBeside: sumOf(totals, "stable"),
    suspects: (standingOf(compared, 0)?.suspects ?? []).map(({ cluster }) => cluster),
    ...{ slowMs, ...verdict, missing: verdict.missing ?? null },
  };
}

function unreachedReport({ service, totals, verdict }: Unreached): UnreachedReport {
  const counts = totals.reduce<Counts>(
    ([requests, lost], one) => [requests + one.counts[0], lost + one.counts[1]],
    [0, 0],
  );
  return { service, counts, verdict: verdict.verdict, why: verdict.why };
}
