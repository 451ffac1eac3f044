// How a rollout ended: the decision, and when its clusters had their weights again.
import type { Decision, RolloutRecord } from "./record";

/** The decision that ended a rollout; of one that goes on, the last decision. */
export function endOf({
  decisions,
  status,
}: Pick<RolloutRecord, "decisions" | "status">): Decision | undefined {
  return decisions.findLast(({ event }) => event === status) ?? decisions.at(-1);
}

/**
 * The decision by which the last cluster was back; undefined where none is. Where a driver and a command
 * both see to the way back, the second one says it again, and the moment stays the first.
 */
export function lastBack(decisions: readonly Decision[]): Decision | undefined {
  const backs = decisions.filter(({ event }) => event === "back");
  const missing = new Set(backs.flatMap(({ clusters = [] }) => clusters));
  return backs.find(({ clusters = [] }) => {
    for (const name of clusters) missing.delete(name);
    return missing.size === 0;
  });
}
