// The limit of what a version may gain in one step of the declared rollout. GR411.
import type { ReleasePlan } from "../plan/plan";
import { formatPath, type Problem } from "../problem";
import type { Release, ServiceSpec } from "../release/release";
import type { ServiceWeights } from "../release/routing";
import { hundredths, isByOrigin, soleVersion, weightsFrom } from "../release/weights";
import { goalOf } from "../rollout/goal";
import { withState } from "../rollout/overlay";
import { plainState } from "../rollout/state-at";
import type { FleetWeights } from "../rollout/state";
import { lanesAt, weightsAt } from "../rollout/weights";
import { gains, gainText, type Gain } from "./gains";
import type { Limit, LimitContext } from "./limit";
import { plannedShares } from "./shares";

/** No step of the rollout is too large where it begins at the stable versions. */
export const declaredSteps: Limit = (context) => tooLargeSteps(context, stableStart(context.plan));

/**
 * The steps in which a version gains more than the limit allows, the stable versions apart. Waves and
 * groups of services go through the same steps, so one look at all of them together is enough.
 *
 * @param start the weights at which the rollout begins; what it leaves out stays as it is
 */
export function tooLargeSteps(context: LimitContext, start: FleetWeights): Problem[] {
  const { plan, limits, locate } = context;
  const { release } = plan;
  const most = limits.step;
  if (most === undefined || !release.rollout) return [];
  const goal = goalOf(
    release,
    plan.clusters.map(({ cluster }) => cluster),
  );
  let before = planAt(plan, start, goal, 0);
  const moves = [
    ...release.rollout.steps.flatMap((step, i) =>
      "setWeight" in step ? [{ index: i, percent: step.setWeight }] : [],
    ),
    { index: undefined, percent: 100 },
  ];
  return moves.flatMap(({ index, percent }): Problem[] => {
    const after = planAt(plan, start, goal, percent);
    const [largest] = gains(after.clusters, plannedShares(before.clusters))
      .filter(({ service, version }) => release.services[service]?.stable !== version)
      .filter(({ from, to }) => hundredths(to) - hundredths(from) > hundredths(most))
      .sort((a, b) => b.to - b.from - (a.to - a.from));
    before = after;
    if (!largest) return [];
    const place = index === undefined ? [] : [index, "setWeight"];
    const path = formatPath(locate(["rollout", "steps", ...place]));
    return [tooLarge(path, largest, most, index === undefined)];
  });
}

function tooLarge(path: string, gain: Gain, most: number, atGoal: boolean): Problem {
  return {
    code: "GR411",
    path,
    given: `${gainText(gain)}${atGoal ? ", where the goal is set after the last step" : ""}`,
    allowed: `at most ${most} points in one step (limits.step)`,
    fix: atGoal ? "add a larger weight at the end" : "add a smaller weight before this one",
  };
}

function planAt(
  plan: ReleasePlan,
  start: FleetWeights,
  goal: FleetWeights,
  percent: number,
): ReleasePlan {
  const weights = Object.entries(goal).map(([cluster, wanted]) => {
    const from = start[cluster];
    const services = Object.entries(wanted.services).map(([name, to]) => [
      name,
      weightsAt(from?.services[name] ?? to, to, percent),
    ]);
    const lanes = lanesAt({ ...wanted.lanes, ...from?.lanes }, wanted.lanes, percent);
    return [cluster, { services: Object.fromEntries(services) as FleetServices, lanes }] as const;
  });
  return withState(plan, plainState(Object.fromEntries(weights)));
}

type FleetServices = Readonly<Record<string, ServiceWeights>>;

/** All requests on the stable version of each service, and none in lanes. */
function stableStart({ release, clusters }: ReleasePlan): FleetWeights {
  const goal = goalOf(
    release,
    clusters.map(({ cluster }) => cluster),
  );
  return Object.fromEntries(
    Object.entries(goal).map(([cluster, { services, lanes }]) => [
      cluster,
      {
        services: stableWeights(release, services),
        lanes: Object.fromEntries(Object.keys(lanes).map((lane) => [lane, 0])),
      },
    ]),
  );
}

function stableWeights({ services }: Release, goal: FleetServices): FleetServices {
  return Object.fromEntries(
    Object.entries(goal).flatMap(([name, to]) => {
      const version = stableOf(services[name], to);
      return version === undefined ? [] : [[name, { [version]: 100 }]];
    }),
  );
}

/**
 * Where the release names no stable version: of a goal that is one version, any other one, because
 * the steps are the same from there; of others that with the largest weight, which gains least.
 */
function stableOf(spec: ServiceSpec | undefined, goal: ServiceWeights): string | undefined {
  if (spec?.stable !== undefined) return spec.stable;
  const sole = soleVersion(goal);
  const names = [...Object.keys(spec?.versions ?? {}), ...Object.keys(spec?.outside ?? {})];
  if (sole !== undefined) return names.find((name) => name !== sole);
  const weights = weightsFrom(goal, isByOrigin(goal) ? "gateway" : "mesh");
  return Object.entries(weights).sort(([, a], [, b]) => b - a)[0]?.[0];
}
