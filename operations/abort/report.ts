/** What an abort did, in words for a user. Pure. */
import type { AbortOutcome } from "./run";
import type { AbortTarget } from "./targets";

/** What all outcomes say together. */
export interface AbortSummary {
  /** Whether all routes of all primary clusters were written. */
  readonly complete: boolean;
  /** Whether every primary cluster has exactly the routes that the new config plans. */
  readonly asPlanned: boolean;
}

/** Sums the outcomes of all primary clusters up. */
export function summarize(outcomes: readonly AbortOutcome[]): AbortSummary {
  return {
    complete: outcomes.every(({ failure }) => failure === undefined),
    asPlanned: outcomes.every((one) => one.asPlanned),
  };
}

/**
 * What was written in which cluster, and where nothing could be.
 *
 * @param elapsedMs from the start of the command until the last route was written
 */
export function abortText(
  targets: readonly AbortTarget[],
  outcomes: readonly AbortOutcome[],
  elapsedMs: number,
): string {
  const where = targets.map(({ service, version }) => `${service} to ${version}`).join(", ");
  const head =
    targets.length === 0
      ? "Every service is on one version by its weights already."
      : `All traffic of ${where}.`;
  const seconds = (elapsedMs / 1000).toFixed(2);
  const lines = outcomes.map(({ cluster, written, failure }) => {
    const done = written.length === 0 ? "no route had to move" : `wrote ${written.join(", ")}`;
    return failure === undefined
      ? `  ${cluster}: ${done}`
      : `  ${cluster}: NOT DONE, ${failure}. Run gray abort again, or mend the cluster first`;
  });
  return [head, ...lines, `Routes written after ${seconds} s.`].join("\n");
}
