// Checks that the pauses of a rollout fit into its deadline. GR512.
import { formatPath, type Problem } from "../../problem";
import { isPrimary } from "../../release/cluster-role";
import { seconds } from "../../release/duration";
import { timesOf } from "../../rollout/outline";
import { sequenceOf } from "../../rollout/sequence";
import { timeText } from "../../rollout/words";
import { withoutHoles, type RolloutContext } from "./context";

/** Checks the deadline; pauses that wait for a person count as none. */
export function checkDeadline({ rollout, release, clusters, locate }: RolloutContext): Problem[] {
  const { deadline } = rollout;
  if (deadline === undefined) return [];
  const primaries = clusters.filter(isPrimary).map(({ name }) => name);
  // Of the goal, names alone decide how often a pause comes; its weights may be broken.
  const services = Object.fromEntries(Object.keys(release.services).map((name) => [name, {}]));
  const goal = Object.fromEntries(primaries.map((name) => [name, { services, lanes: {} }]));
  const spec = {
    ...rollout,
    steps: withoutHoles(rollout.steps),
    ...(rollout.waves && { waves: withoutHoles(rollout.waves) }),
    ...(rollout.order && { order: withoutHoles(rollout.order) }),
  };
  const all = timesOf(sequenceOf({ spec, primaries, goal, requeued: [] })).seconds;
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
