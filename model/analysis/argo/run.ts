// A metric of a template at one metrics server, from its first measurement to its last.
import { seconds } from "../../release/duration";
import type { ArgoMetric } from "../spec";
import type { ArgoPhase, ArgoRun } from "../evidence";
import type { TemplateRuns, Templates } from "./args";
import { assess, type Answer, type Assessment } from "./assess";
import { limitsOf, type Limits } from "./limits";
import { runMetrics } from "./metrics";

/** How many measurements are kept (`DefaultMeasurementHistoryLimit` in Argo's analysis/analysis.go). */
const kept = 10;

/** How soon a measurement that was an error is repeated, whatever the interval is: Argo's constant. */
const errorRetryMs = 10_000;

/**
 * The runs of an analysis before their first measurement: each metric at each server, because each
 * cluster has its own numbers. A metric with an `address` is measured there alone.
 */
export function begunRuns(
  runs: TemplateRuns,
  declared: Templates,
  servers: readonly string[],
): readonly ArgoRun[] {
  return runMetrics(runs, declared).flatMap(({ template, metric, dryRun }) => {
    const { address } = metric.provider.prometheus;
    return (address ? [address] : servers).map((server) => ({
      template,
      metric: metric.name,
      server,
      dryRun,
      phase: "Pending" as const,
      successful: 0,
      failed: 0,
      inconclusive: 0,
      errors: 0,
      consecutiveErrors: 0,
      consecutiveSuccesses: 0,
      measurements: [],
    }));
  });
}

/** Whether a metric or an analysis has come to its end. */
export function isCompleted(phase: ArgoPhase): boolean {
  return phase !== "Pending" && phase !== "Running";
}

/**
 * When the next measurement is due, in milliseconds since 1970 as `startedAtMs`, the start of the
 * analysis; undefined when there is none left.
 */
export function dueAt(run: ArgoRun, metric: ArgoMetric, startedAtMs: number): number | undefined {
  if (isCompleted(run.phase)) return undefined;
  const last = run.measurements.at(-1);
  if (!last) return startedAtMs + milliseconds(metric.initialDelay);
  if (last.phase === "Error") return Date.parse(last.at) + errorRetryMs;
  return metric.interval ? Date.parse(last.at) + milliseconds(metric.interval) : undefined;
}

const milliseconds = (duration: ArgoMetric["interval"]) =>
  duration ? seconds(duration) * 1000 : 0;

/** A run after one more measurement. A run that has ended stays as it is. */
export function withMeasurement(
  run: ArgoRun,
  metric: ArgoMetric,
  atMs: number,
  answer: Answer,
): ArgoRun {
  if (isCompleted(run.phase)) return run;
  const assessment = assess(metric, answer);
  const limits = limitsOf(metric);
  const counted = { ...run, ...countsAfter(run, assessment.phase) };
  const { phase, why } = standing(counted, limits);
  const at = new Date(atMs).toISOString();
  return {
    ...counted,
    phase,
    measurements: [...run.measurements, { at, ...assessment }].slice(-kept),
    message: `${said(assessment)}; ${why}`,
  };
}

/** Errors count neither as measurements nor against `failureLimit`. */
function countsAfter(run: ArgoRun, phase: ArgoPhase): Partial<ArgoRun> {
  return {
    successful: run.successful + Number(phase === "Successful"),
    failed: run.failed + Number(phase === "Failed"),
    inconclusive: run.inconclusive + Number(phase === "Inconclusive"),
    errors: run.errors + Number(phase === "Error"),
    consecutiveErrors: phase === "Error" ? run.consecutiveErrors + 1 : 0,
    consecutiveSuccesses: phase === "Successful" ? run.consecutiveSuccesses + 1 : 0,
  };
}

/** How many measurements count towards `count`. */
export function counted(run: ArgoRun): number {
  return run.successful + run.failed + run.inconclusive;
}

/**
 * How a metric stands (`assessMetricStatus()` in Argo's analysis/analysis.go): too many errors in a
 * row come before too many inconclusive measurements, and these before too many failed ones.
 */
function standing(run: ArgoRun, limits: Limits): { phase: ArgoPhase; why: string } {
  const { count, failed, inconclusive, consecutiveErrors, consecutiveSuccesses } = limits;
  if (run.consecutiveErrors > consecutiveErrors)
    return {
      phase: "Error",
      why: `${run.consecutiveErrors} errors in a row, ${consecutiveErrors} are allowed`,
    };
  if (run.inconclusive > inconclusive)
    return {
      phase: "Inconclusive",
      why: `${run.inconclusive} inconclusive, ${inconclusive} allowed`,
    };
  if (failed !== undefined && run.failed > failed)
    return { phase: "Failed", why: `${run.failed} failed, ${failed} allowed` };
  if (consecutiveSuccesses !== undefined && run.consecutiveSuccesses >= consecutiveSuccesses)
    return { phase: "Successful", why: `${run.consecutiveSuccesses} successful in a row` };
  const done = counted(run);
  if (count === undefined || done < count)
    return {
      phase: "Running",
      why: `${done}${count === undefined ? "" : ` of ${count}`} measured`,
    };
  if (consecutiveSuccesses === undefined)
    return { phase: "Successful", why: `${done} of ${count} measured, ${run.failed} failed` };
  return {
    phase: failed === undefined ? "Failed" : "Inconclusive",
    why: `${done} of ${count} measured, never ${consecutiveSuccesses} successful in a row`,
  };
}

function said({ phase, value, message }: Assessment): string {
  const measured = value === undefined ? "no value" : `value ${value}`;
  const because = message === undefined ? "" : `: ${message}`;
  return phase === "Successful" ? measured : `${measured}${because}`;
}
