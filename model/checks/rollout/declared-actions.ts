// The actions of a declared rollout, without the weights of its goal.
import { isPrimary } from "../../release/cluster-role";
import { sequenceOf, type Action } from "../../rollout/sequence";
import { withoutHoles, type RolloutContext } from "./context";

/**
 * The actions as names of clusters and services decide them; the weights of the goal may have
 * mistakes.
 */
export function declaredActions({
  rollout,
  release,
  clusters,
}: Pick<RolloutContext, "rollout" | "release" | "clusters">): Action[] {
  const primaries = clusters.filter(isPrimary).map(({ name }) => name);
  const services = Object.fromEntries(Object.keys(release.services).map((name) => [name, {}]));
  const goal = Object.fromEntries(primaries.map((name) => [name, { services, lanes: {} }]));
  const spec = {
    ...rollout,
    steps: withoutHoles(rollout.steps),
    ...(rollout.waves && { waves: withoutHoles(rollout.waves) }),
    ...(rollout.order && { order: withoutHoles(rollout.order) }),
  };
  return sequenceOf({ spec, primaries, goal, requeued: [] });
}
