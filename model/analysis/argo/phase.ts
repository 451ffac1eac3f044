// How the metrics of templates stand together: at one server, which is one AnalysisRun of Argo, and over all of them.
import type { ArgoPhase, ArgoRun } from "../evidence";
import { isCompleted } from "./run";

/** From best to worst (`analysisStatusOrder` in Argo's utils/analysis/helpers.go), for phases at an end. */
const order: readonly ArgoPhase[] = ["Successful", "Inconclusive", "Error", "Failed"];

const worst = (phases: readonly ArgoPhase[]): ArgoPhase =>
  phases.reduce(
    (one, other) => (order.indexOf(other) > order.indexOf(one) ? other : one),
    "Successful",
  );

/**
 * The phase of all runs. At a server, the first metric that ends badly ends the others, and the worst
 * one counts; metrics of `dryRun` never do. Over servers the worst counts, too: one that failed or
 * ended in an error is enough, while an inconclusive one leaves the others time to fail.
 */
export function phaseOfAnalysis(runs: readonly ArgoRun[]): ArgoPhase {
  const phases = [...byServer(runs).values()].map(phaseAtServer);
  const completed = worst(phases.filter(isCompleted));
  const rolledBack = completed === "Failed" || completed === "Error";
  return rolledBack || phases.every(isCompleted) ? completed : "Running";
}

function phaseAtServer(runs: readonly ArgoRun[]): ArgoPhase {
  const phases = runs.filter(({ dryRun }) => !dryRun).map(({ phase }) => phase);
  const completed = worst(phases.filter(isCompleted));
  // Metrics of dryRun are waited for, as in Argo.
  const waits = completed === "Successful" && !runs.every(({ phase }) => isCompleted(phase));
  return waits ? "Running" : completed;
}

/**
 * Ends the runs that are left at servers where a metric has ended badly, as Argo does: what was not
 * decided yet is successful.
 */
export function withEarlyEnds(runs: readonly ArgoRun[]): readonly ArgoRun[] {
  const over = new Set(
    [...byServer(runs)].flatMap(([server, there]) =>
      isCompleted(phaseAtServer(there)) ? [server] : [],
    ),
  );
  return runs.map((run) => (over.has(run.server) ? ended(run) : run));
}

/** Ends all runs, because the analysis itself ends: what has not failed by then is successful. */
export function endedRuns(runs: readonly ArgoRun[]): readonly ArgoRun[] {
  return runs.map(ended);
}

function ended(run: ArgoRun): ArgoRun {
  if (isCompleted(run.phase)) return run;
  const message = run.message === undefined ? "ended early" : `${run.message}; ended early`;
  return { ...run, phase: "Successful", message };
}

function byServer(runs: readonly ArgoRun[]): ReadonlyMap<string, readonly ArgoRun[]> {
  const servers = new Map<string, ArgoRun[]>();
  for (const run of runs) servers.set(run.server, [...(servers.get(run.server) ?? []), run]);
  return servers;
}
