// What the templates of an analysis say of the rollout, in a sentence.
import type { ArgoPhase, ArgoRun } from "../evidence";
import type { Verdict } from "../verdict";
import { phaseOfAnalysis } from "./phase";
import { isCompleted } from "./run";

/**
 * The verdict of all runs. Argo Rollouts aborts a rollout on a failed analysis and on one that ended
 * in an error, and pauses it on an inconclusive one until a person decides; a rollout here fails and
 * holds in the same cases.
 */
export function argoVerdict(runs: readonly ArgoRun[]): Verdict {
  const counting = runs.filter(({ dryRun }) => !dryRun);
  const phase = phaseOfAnalysis(runs);
  const first = (wanted: ArgoPhase) => counting.find((run) => run.phase === wanted);
  switch (phase) {
    case "Failed":
      return { verdict: "fail", why: sentence(first("Failed"), "failed") };
    case "Error":
      return {
        verdict: "fail",
        why: `${sentence(first("Error"), "could not be measured")}; as in Argo Rollouts, that fails the rollout`,
      };
    case "Inconclusive":
      return {
        verdict: "hold",
        why: sentence(first("Inconclusive"), "is inconclusive"),
        missing: "a person who promotes or aborts the rollout, as in Argo Rollouts",
      };
    case "Successful":
      return { verdict: "pass", why: passed(counting) };
    default:
      return running(runs);
  }
}

/** Which metric, at which server, and what was measured. */
function sentence(run: ArgoRun | undefined, did: string): string {
  return run ? `${named(run)} ${did}: ${run.message ?? "no measurement yet"}` : did;
}

function named({ template, metric, server }: ArgoRun): string {
  return `metric ${metric} of template ${template} at ${server}`;
}

function passed(runs: readonly ArgoRun[]): string {
  const [only, ...others] = runs;
  if (only && others.length === 0) return sentence(only, "passed");
  return runs.length === 0
    ? "all metrics of templates are in dryRun"
    : `all ${runs.length} metrics of templates passed`;
}

function running(runs: readonly ArgoRun[]): Verdict {
  const open = runs.filter(({ phase }) => !isCompleted(phase));
  const [first] = open;
  const why = `${runs.length - open.length} of ${runs.length} metrics of templates are done`;
  return {
    verdict: "hold",
    why,
    ...(first && { missing: sentence(first, "goes on") }),
  };
}
