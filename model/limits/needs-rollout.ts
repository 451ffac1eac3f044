// The limit that weights change by a rollout alone. GR410, and GR401 before anybody asks the clusters.
import { formatPath, type Problem } from "../problem";
import {
  gains,
  gainText,
  mayReturn,
  placeOf,
  stableFor,
  unknownStable,
  type Before,
} from "./gains";
import { perCluster, primariesOf, type LimitContext } from "./limit";

/** Whether weights of a stack may change by a rollout alone, and it declares none. */
export function lacksRollout({ limits, plan }: LimitContext): boolean {
  return limits.rollout === true && plan.release.rollout === undefined;
}

/** The versions that would gain without a rollout, apart from stable ones. */
export function needsRollout(context: LimitContext, before: Before): Problem[] {
  if (!lacksRollout(context)) return [];
  const found = gains(context.plan.clusters, before.shares).flatMap((gain) => {
    const stable = stableFor(context, before, gain);
    if (stable === gain.version) return [];
    const path = formatPath(placeOf(context, gain));
    const given = gainText(gain);
    const allowed = "changes by a rollout (limits.rollout)";
    const problem: Problem =
      stable === unknownStable && mayReturn(gain)
        ? {
            ...{ code: "GR401", path, given },
            allowed: `${allowed}; any where ${gain.version} is the stable version in the cluster`,
            fix: "nothing where this goes back to the stable version; else declare the steps in `rollout`",
          }
        : {
            ...{ code: "GR410", path, given, allowed },
            fix: "declare the steps in `rollout`, of the release or of the stack",
          };
    return [{ cluster: gain.cluster, problem }];
  });
  return perCluster(found, primariesOf(context));
}
