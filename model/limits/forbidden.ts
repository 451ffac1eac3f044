// What limits forbid of a change from one plan to another, before anybody asks a cluster.
import type { ReleasePlan } from "../plan/plan";
import { asFinding, type Finding } from "../preflight/finding";
import type { PreflightPlaces } from "../preflight/preflight";
import type { Problem } from "../problem";
import { freezeProblems } from "./freeze";
import { limitContext, type LimitContext } from "./limit";
import { plannedShares, type SharesByCluster } from "./shares";
import type { LimitsSpec } from "./spec";
import { lacksRollout, needsRollout } from "./needs-rollout";
import { unknownStable, type Before } from "./gains";
import { stepProblems } from "./step";

/** A change of a stack. */
export interface Change {
  /** The limits of the stack after the change. */
  readonly limits: LimitsSpec;
  /** The plan before the change, or the shares that clusters or a state have. */
  readonly before: ReleasePlan | SharesByCluster;
  readonly after: ReleasePlan;
  /**
   * The stable version that a cluster notes for a service, such as the output `stable` of the stack.
   *
   * @default nobody knows: a return of all requests to one version is a warning then
   */
  readonly stable?: Before["stable"];
  /** Where the parts of the plan after the change were written. */
  readonly places?: PreflightPlaces;
  /** A time in which updates stop is a warning. Left out: no time is looked at. */
  readonly now?: Date;
}

/**
 * The limits that a change breaks beside those that its declaration alone shows, which are among the
 * findings of `gray check` (`declaredProblems()`).
 */
export function forbidden(change: Change): Finding[] {
  const { limits, before, after, stable = () => unknownStable, places, now } = change;
  const shares = "resolved" in before ? plannedShares(before.clusters) : before;
  const context = limitContext(after, limits, places);
  return [
    ...weightProblems(context, { shares, stable }).map(asFinding),
    ...(now ? freezeProblems(limits, now, [...context.root, "freeze"]) : []).map(
      (one): Finding => ({
        ...one,
        severity: "warning",
      }),
    ),
  ];
}

/** Steps move what two files show as one change, so each of them is measured in place of it. */
function weightProblems(context: LimitContext, before: Before): Problem[] {
  if (lacksRollout(context)) return needsRollout(context, before);
  return context.plan.release.rollout ? [] : stepProblems(context, before);
}
