// The limit of what a version may gain in one update. GR400 and GR401.
import { formatPath, type Problem } from "../problem";
import { hundredths } from "../release/weights";
import {
  gains,
  gainText,
  mayReturn,
  percent,
  placeOf,
  stableFor,
  unknownStable,
  type Before,
  type Gain,
} from "./gains";
import { perCluster, primariesOf, type LimitContext } from "./limit";

/** The versions that gain more than the limit allows, apart from stable ones. */
export function stepProblems(context: LimitContext, before: Before): Problem[] {
  const { plan, limits } = context;
  const most = limits.step;
  if (most === undefined) return [];
  const found = gains(plan.clusters, before.shares).flatMap((gain) => {
    if (hundredths(gain.to) - hundredths(gain.from) <= hundredths(most)) return [];
    const stable = stableFor(context, before, gain);
    if (stable === gain.version) return [];
    const maybe = stable === unknownStable && mayReturn(gain);
    return [{ cluster: gain.cluster, problem: tooLarge(context, gain, most, maybe) }];
  });
  return perCluster(found, primariesOf(context));
}

function tooLarge(context: LimitContext, gain: Gain, most: number, maybe: boolean): Problem {
  const { version, from } = gain;
  const path = formatPath(placeOf(context, gain));
  const given = gainText(gain);
  const allowed = `at most ${most} points in one update (limits.step)`;
  return maybe
    ? {
        code: "GR401",
        path,
        given,
        allowed: `${allowed}; any number where ${version} is the stable version in the cluster`,
        fix: `nothing where this goes back to the stable version; else give ${version} at most ${percent(from + most)} first`,
      }
    : {
        code: "GR400",
        path,
        given,
        allowed,
        fix: `give ${version} at most ${percent(from + most)} in this update, and the rest in later ones`,
      };
}
