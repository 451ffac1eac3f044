// Which queries of templates a poll asks, and what it makes of the answers.
import type { ArgoRun } from "../evidence";
import { keyOf, type RunMetric } from "./metrics";
import { withEarlyEnds } from "./phase";
import type { ArgoAnswer, ArgoQuery } from "./query";
import { dueAt, withMeasurement } from "./run";

/** How long a query may take that says nothing of it, in seconds: Argo's default. */
const timeLimit = 30;

/** What polls of one analysis know of it. */
export interface Measuring {
  readonly runs: readonly ArgoRun[];
  readonly metrics: readonly RunMetric[];
  /** When the analysis began, in milliseconds since 1970. */
  readonly startedAtMs: number;
}

/** When the next measurement is due, in milliseconds since 1970; undefined when there is none left. */
export function nextDueAt(measuring: Measuring): number | undefined {
  const due = measuring.runs.flatMap((run) => dueOf(measuring, run) ?? []);
  return due.length === 0 ? undefined : Math.min(...due);
}

/** The queries that are due; a metric is asked of all its servers when it is due at one of them. */
export function dueQueries(measuring: Measuring, nowMs: number): readonly ArgoQuery[] {
  const keys = new Set(
    measuring.runs.filter((run) => isDue(measuring, run, nowMs)).map((run) => keyOf(run)),
  );
  return measuring.metrics.flatMap(({ template, metric }) => {
    const key = keyOf({ template, metric: metric.name });
    const { query, address, timeout = timeLimit } = metric.provider.prometheus;
    return keys.has(key) ? [{ key, query, ...(address && { address }), timeout }] : [];
  });
}

/** The runs after a poll. Answers of servers at which a metric is not due are left out. */
export function withAnswers(
  measuring: Measuring,
  nowMs: number,
  answers: readonly ArgoAnswer[],
): readonly ArgoRun[] {
  const measured = measuring.runs.map((run) => {
    const metric = metricOf(measuring, run);
    const answer = answers.find(({ key, server }) => key === keyOf(run) && server === run.server);
    if (!metric || !answer || !isDue(measuring, run, nowMs)) return run;
    const { value, error = "the server gave no value" } = answer;
    return withMeasurement(run, metric, nowMs, value === undefined ? { error } : { value });
  });
  return withEarlyEnds(measured);
}

function metricOf({ metrics }: Measuring, run: ArgoRun) {
  return metrics.find(
    ({ template, metric }) => template === run.template && metric.name === run.metric,
  )?.metric;
}

function dueOf(measuring: Measuring, run: ArgoRun): number | undefined {
  const metric = metricOf(measuring, run);
  return metric && dueAt(run, metric, measuring.startedAtMs);
}

function isDue(measuring: Measuring, run: ArgoRun, nowMs: number): boolean {
  return (dueOf(measuring, run) ?? Infinity) <= nowMs;
}
