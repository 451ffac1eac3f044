// Finds what analyses of a rollout can do and their author hardly means. GR526 to GR528.
import { falseAlarmBudget } from "../../analysis/budget";
import { comparedBounds, comparedMetrics } from "../../analysis/declared";
import { requestsFor } from "../../analysis/sample-size";
import { formatPath, type Problem } from "../../problem";
import { isPrimary } from "../../release/cluster-role";
import { isByOrigin, weightsIn } from "../../release/weights";
import type { RolloutStep } from "../../rollout/spec";
import { timeText } from "../../rollout/words";
import type { RolloutContext } from "./context";
import { declaredActions } from "./declared-actions";
import { locatedAnalyses, type LocatedAnalysis } from "./located-analyses";
import { managedRoute } from "./managed-routes";

/** More requests to the new version in each second, over the whole time, are hardly there. */
const mostRequestsPerSecond = 10;

/** The percent of good versions that a plan may take back without a word. */
const mostFalseAlarms = 10;

/** The warnings about analyses without mistakes. */
export function analysisWarnings(context: RolloutContext): Problem[] {
  return [
    ...locatedAnalyses(context).flatMap((one) => [
      ...nothingToCompare(one, context),
      ...manyRequests(one),
    ]),
    ...oftenWrong(context),
  ];
}

/** The sum over a plan grows with each step, wave and group of services. */
function oftenWrong(context: RolloutContext): Problem[] {
  const { rollout, locate } = context;
  const { percent, comparisons } = falseAlarmBudget(declaredActions(context), rollout);
  if (percent <= mostFalseAlarms) return [];
  const each = Math.max(0.01, Math.floor((100 * mostFalseAlarms) / comparisons) / 100);
  return [
    {
      code: "GR527",
      path: formatPath(locate(["rollout"])),
      given: `${comparisons} comparisons, which together may take back up to ${percent} of 100 rollouts of a good version`,
      allowed: `at most ${mostFalseAlarms} of 100, unless they are wanted`,
      fix: `set \`falseAlarms: ${each}\` in each analysis, or compare at fewer steps`,
    },
  ];
}

/** Which requests are there is known of the steps alone: clusters may begin with others. */
function nothingToCompare(one: LocatedAnalysis, context: RolloutContext): Problem[] {
  const { declared, path } = one;
  if (declared.step === undefined || comparedMetrics(declared).length === 0) return [];
  const before = context.rollout.steps.slice(0, declared.step);
  if (!reachesNewVersions(before))
    return [
      {
        code: "GR526",
        path: formatPath(path),
        given: "a comparison before a step that gives requests to the new version",
        allowed: "comparisons after a `setWeight`, a header route or a mirror route",
        fix: "move the step behind one of these, or keep it where the new version has requests from the start",
      },
    ];
  const bounds = comparedBounds(declared).map(([, of]) => of);
  if (weightAfter(before) < 100 || bounds.some(({ objective }) => objective > 0)) return [];
  if (!leavesNothing(declared.services, context)) return [];
  return [
    {
      code: "GR526",
      path: formatPath(path),
      given: "a comparison after `setWeight: 100`, where the stable version has no requests left",
      allowed: "comparisons while both versions have requests",
      fix: "compare at a smaller weight, or say by `objective` how many percent may be bad",
    },
  ];
}

/** Whether the new version has requests after some steps. */
function reachesNewVersions(steps: readonly RolloutStep[]): boolean {
  const routes = new Set<string>();
  for (const step of steps) {
    const route = managedRoute(step);
    if (!route) continue;
    if (route.match) routes.add(route.name);
    else routes.delete(route.name);
  }
  return routes.size > 0 || weightAfter(steps) > 0;
}

function weightAfter(steps: readonly RolloutStep[]): number {
  return steps.reduce((at, step) => ("setWeight" in step ? step.setWeight : at), 0);
}

/** Whether the goal gives all requests of services to one version. */
function leavesNothing(
  services: readonly string[] | undefined,
  { release, clusters }: RolloutContext,
): boolean {
  const compared = Object.entries(release.services).filter(
    ([name]) => !services || services.includes(name),
  );
  return compared.every(([name, spec]) =>
    clusters.filter(isPrimary).every((cluster) => {
      const weights = weightsIn(cluster, name, spec);
      const origins = isByOrigin(weights) ? [weights.gateway, weights.mesh] : [weights];
      return origins.every((one) => Object.values(one).filter((share) => share > 0).length <= 1);
    }),
  );
}

/** A small margin needs many requests before anything can pass. */
function manyRequests({ declared, path }: LocatedAnalysis): Problem[] {
  const { step, deadlineSeconds = Infinity, warmUpSeconds } = declared;
  if (step === undefined) return [];
  const time = deadlineSeconds - warmUpSeconds;
  return comparedBounds(declared).flatMap(([place, { objective, margin }]): Problem[] => {
    const needed = requestsFor(Math.max(objective, margin) / 100);
    const perSecond = needed / time;
    if (perSecond <= mostRequestsPerSecond) return [];
    const what = margin >= objective ? `a margin of ${margin}` : `an objective of ${objective}`;
    return [
      {
        code: "GR528",
        path: formatPath([...path, ...place]),
        given: `${what}, which takes ${needed.toLocaleString("en")} good requests of the new version to show, ${Math.round(perSecond)} a second in the ${timeText(time)} after the warm-up`,
        allowed: `at most ${mostRequestsPerSecond} requests a second, unless the new version has more`,
        fix: "make the margin larger or the deadline longer; keep them where the new version has so many requests",
      },
    ];
  });
}
