/** The rollout in what `gray plan` prints. */
import { drawRollout } from "../../model/diagrams/rollout";
import type { ReleasePlan } from "../../model/plan/plan";
import { isPrimary } from "../../model/release/cluster-role";
import { goalOf, podsOf } from "../../model/rollout/goal";
import { offlineStart, parseStart } from "../../model/rollout/offline-start";
import { outlineOf, type Outline } from "../../model/rollout/outline";
import type { FleetWeights } from "../../model/rollout/state";

/** The key `$rollout` of `gray plan -o json`. */
export type RolloutOutline =
  | (Outline & {
      readonly start: FleetWeights;
      readonly goal: FleetWeights;
      /** Versions that are taken for the stable ones, by service: the config names none. */
      readonly guessed: Readonly<Record<string, string>>;
    })
  /** Why the steps are not known: the start is not. */
  | { readonly unknown: string };

/**
 * The rollout of a plan.
 *
 * @param from weights from which it begins, as the command line gives them
 * @returns undefined where none is declared
 * @throws Error that says what is wrong with `from`
 */
export function rolloutOf(plan: ReleasePlan, from: readonly string[]): RolloutOutline | undefined {
  if (!plan.release.rollout) return undefined;
  const given = from.map(parseStart);
  try {
    return outlined(plan, given);
  } catch (error) {
    if (given.length > 0) throw error;
    return { unknown: (error as Error).message };
  }
}

/**
 * The rollout of a plan with its start.
 *
 * @throws Error where none is declared, or its start is not known
 */
export function knownRolloutOf(
  plan: ReleasePlan,
  from: readonly string[],
): Exclude<RolloutOutline, { readonly unknown: string }> {
  const rollout = rolloutOf(plan, from);
  if (!rollout) throw new Error("the stack declares no rollout: its key `rollout` has the steps");
  if ("unknown" in rollout) throw new Error(rollout.unknown);
  return rollout;
}

/**
 * The rollout of a plan as text.
 *
 * @throws Error where none is declared, or its start is not known
 */
export function rolloutText(plan: ReleasePlan, from: readonly string[]): string {
  const rollout = knownRolloutOf(plan, from);
  const { start, goal, guessed, ...outline } = rollout;
  const guesses = new Map(Object.entries(guessed));
  return drawRollout({ release: plan.release.name, outline, start, goal, guessed: guesses });
}

function outlined(plan: ReleasePlan, given: ReturnType<typeof parseStart>[]): RolloutOutline {
  const { release } = plan;
  const clusters = plan.clusters.map(({ cluster }) => cluster);
  const goal = goalOf(release, clusters);
  const { start, guessed } = offlineStart(release, goal, given);
  const outline = outlineOf({
    ...{ spec: release.rollout!, start, goal, requeued: [] },
    primaries: clusters.filter(isPrimary).map(({ name }) => name),
    pods: Object.fromEntries(
      plan.clusters.map(({ cluster, workloads }) => [cluster.name, podsOf(workloads)]),
    ),
  });
  return { ...outline, start, goal, guessed: Object.fromEntries(guessed) };
}
