// Checks that the pauses of a rollout fit into its deadline. GR512.
import { formatPath, type Problem } from "../../problem";
import { seconds } from "../../release/duration";
import { timesOf } from "../../rollout/outline";
import { timeText } from "../../rollout/words";
import type { RolloutContext } from "./context";
import { declaredActions } from "./declared-actions";

/** Checks the deadline; pauses that wait for a person count as none. */
export function checkDeadline(context: RolloutContext): Problem[] {
  const { rollout, locate } = context;
  const { deadline } = rollout;
  if (deadline === undefined) return [];
  const all = timesOf(declaredActions(context)).seconds;
  if (all < seconds(deadline)) return [];
  return [
    {
      code: "GR512",
      path: formatPath(locate(["rollout", "deadline"])),
      given: `${deadline}, with ${timeText(all)} of pauses and soaks in all waves`,
      allowed: "more time than all pauses and soaks take together",
      fix: `set a deadline above ${timeText(all)}, or make pauses shorter`,
    },
  ];
}
