// Where a rollout is, by its record and its routes. Pure.
import { lives, type RolloutRecord } from "../../model/rollout/record";

/** Where a rollout is. */
export type Phase = "decided" | "writing" | "settling" | "done" | "pause" | "ended";

/**
 * @param pauseIndex index of the plan's pause
 * @param written for each cluster, whether its routes have the weights of the record
 */
export function phaseOf(
  record: Pick<RolloutRecord, "status" | "at">,
  pauseIndex: number,
  written: readonly boolean[],
): Phase {
  const { index, state } = record.at;
  if (!lives(record)) return "ended";
  if (state === "done") return "done";
  if (index === pauseIndex) return "pause";
  if (written.every(Boolean)) return "settling";
  return written.some(Boolean) ? "writing" : "decided";
}
