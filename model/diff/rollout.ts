// What a comparison says of the rollout that moves weights after the update.
import { falseAlarmBudget, type FalseAlarms } from "../analysis/budget";
import { background } from "../analysis/declared";
import { backgroundText } from "../analysis/plan-words";
import { sequenceOf } from "../rollout/sequence";
import { timesOf } from "../rollout/outline";
import type { Release } from "../release/release";
import type { RolloutSpec } from "../rollout/spec";
import { doingText } from "../rollout/words";
import type { TrafficGroup } from "./services";

/** The rollout that a change of weights makes due. */
export interface RolloutOutlook {
  /** What happens in each wave, for each group of services, in words; the goal is the last one. */
  readonly steps: readonly string[];
  /** Clusters by wave. */
  readonly waves: readonly (readonly string[])[];
  /** The sum of pauses and soaks, in all waves. */
  readonly seconds: number;
  /** How many pauses end only when somebody promotes. */
  readonly promotions: number;
  /** How many analyses must pass. */
  readonly analyses: number;
  /** What is watched beside the steps, in words; null: nothing. */
  readonly background: string | null;
  /** How often all comparisons together take back a good version. */
  readonly falseAlarms: FalseAlarms;
}

/** A rollout that a release declares. */
export interface DeclaredRollout {
  readonly spec: RolloutSpec;
  /** The stable versions that the release names, by service. */
  readonly stable: Readonly<Record<string, string>>;
}

/** The rollout of a release; undefined where it declares none. */
export function declaredRollout({
  rollout: spec,
  services,
}: Pick<Release, "rollout" | "services">): DeclaredRollout | undefined {
  if (!spec) return undefined;
  const stable = Object.entries(services).flatMap(([name, one]) =>
    one.stable === undefined ? [] : [[name, one.stable] as const],
  );
  return { spec, stable: Object.fromEntries(stable) };
}

/** What moves weights after a change. */
export interface Rolled extends DeclaredRollout {
  readonly primaries: readonly string[];
  readonly services: readonly string[];
}

/** The outlook; undefined where no weights change, so that none becomes due. */
export function outlookOf(
  { spec, stable, primaries, services }: Rolled,
  traffic: readonly TrafficGroup[],
): RolloutOutlook | undefined {
  const moving = traffic.filter(movesWeights);
  // The way back to the stable versions waits for no step.
  if (moving.every((group) => returns(group, stable))) return undefined;
  const weights = Object.fromEntries(services.map((name) => [name, {}]));
  const goal = Object.fromEntries(
    primaries.map((name) => [name, { services: weights, lanes: {} }]),
  );
  const actions = sequenceOf({ spec, primaries, goal, requeued: [] });
  const first = actions.findIndex(({ doing }) => doing.kind === "goal");
  const waves = new Map(actions.map(({ wave, clusters }) => [wave, clusters]));
  return {
    steps: actions.slice(0, first + 1).map(({ doing }) => doingText(doing)),
    waves: [...waves.values()],
    ...timesOf(actions),
    background: spec.analysis ? backgroundText(background(spec.analysis)) : null,
    falseAlarms: falseAlarmBudget(actions, spec),
  };
}

/** Whether all requests go to the stable version again, and none enters a lane. */
function returns({ services, traffic }: TrafficGroup, stable: DeclaredRollout["stable"]): boolean {
  const rest = traffic.cases.filter(({ name }) => name === undefined);
  return services.every((service) =>
    rest.every(({ shares, lanes }) =>
      [...shares, ...lanes].every(
        ({ target, after }) => after === 0 || (after === 100 && target === stable[service]),
      ),
    ),
  );
}

/** Whether requests that meet no condition of a route are split another way than before. */
function movesWeights({ change, joins, traffic }: TrafficGroup): boolean {
  if (change !== "changed" || joins) return false;
  return traffic.cases.some(
    ({ name, shares, lanes }) =>
      name === undefined && [...shares, ...lanes].some(({ before, after }) => before !== after),
  );
}
