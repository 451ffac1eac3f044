/** Decides which limits of a stack a rollout breaks: at its start, and in each of its steps. Pure. */
import { declaredProblems } from "../../model/limits/declared";
import { freezeProblems } from "../../model/limits/freeze";
import type { LimitContext } from "../../model/limits/limit";
import { tooFew } from "../../model/limits/ready-pods";
import { tooLargeSteps } from "../../model/limits/rollout-steps";
import type { LiveObject } from "../../model/live-object";
import { formatProblems, type Problem } from "../../model/problem";
import { versionedName } from "../../model/release/names";
import type { RolloutRecord } from "../../model/rollout/record";
import { gainingVersions } from "../../model/rollout/template-hash";
import { readyPods, type RollingDeployment } from "../pods/rolled-out";

/** A rollout that is to begin. */
export interface RolloutQuestion {
  readonly context: LimitContext;
  readonly record: Pick<RolloutRecord, "start" | "goal">;
  readonly now: Date;
  /** The objects of each cluster. */
  readonly live: readonly (readonly LiveObject[])[];
}

/**
 * The limits that a rollout would break. Its steps are measured from where the clusters are, and the
 * pods of the versions that gain are counted now, because no step does.
 */
export function rolloutLimits({ context, record, now, live }: RolloutQuestion): Problem[] {
  const { limits, root } = context;
  return [
    // From the stable versions they may be larger.
    ...declaredProblems(context).filter(({ code }) => code !== "GR411"),
    ...tooLargeSteps(context, record.start),
    ...freezeProblems(limits, now, [...root, "freeze"]),
    ...fewPods({ context, record, live }),
  ];
}

function fewPods({ context, record, live }: Omit<RolloutQuestion, "now">): Problem[] {
  const { readyPods: fewest } = context.limits;
  if (fewest === undefined) return [];
  return [...gainingVersions(record.start, record.goal)].flatMap((key) => {
    const [service = "", version = ""] = key.split("/");
    // The release does not know the pods of what is outside.
    if (!context.plan.release.services[service]?.versions[version]) return [];
    const name = versionedName(service, version);
    const pods = live
      .flat()
      .filter((one) => one.kind === "Deployment" && one.metadata.name === name)
      .reduce((sum, one) => sum + readyPods(one as unknown as RollingDeployment), 0);
    return pods < fewest ? [tooFew(context, { service, version, pods, what: "has" })] : [];
  });
}

/** The message that keeps a rollout from starting. */
export function rolloutLimitsRefusal(problems: readonly Problem[]): string {
  return formatProblems(
    problems,
    undefined,
    (count) =>
      `This rollout breaks ${count === 1 ? "a limit" : `${count} limits`} of the stack; nothing was touched.`,
  );
}

/**
 * Why a rollout takes no step now. A step that was decided before such a time goes on to its end.
 *
 * @returns undefined where it may go on
 */
export function frozenText(
  { limits, root }: LimitContext,
  { at }: Pick<RolloutRecord, "at">,
  now: Date,
): string | undefined {
  if (at.state === "decided") return undefined;
  const [problem] = freezeProblems(limits, now, [...root, "freeze"]);
  if (!problem) return undefined;
  const { path, code, given, allowed, fix } = problem;
  return `${path} [${code}] allows no step now: ${given}. Allowed: ${allowed}. Fix: ${fix}`;
}
