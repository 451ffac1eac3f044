/** What an update says of a rollout. Pure. */
import { formatProblems, inWords, type Problem } from "../../../model/problem";
import type { ReleasePlan } from "../../../model/plan/plan";
import { weightsText } from "../../../model/rollout/words";
import type { RolloutRecord } from "../../../model/rollout/record";
import { sequenceOf } from "../../../model/rollout/sequence";
import type { RolloutSpec } from "../../../model/rollout/spec";
import type { Overlay } from "./decide";
import { declaredGoal, type Difference } from "./same-goal";

/** The update that speaks. */
export interface Speaking {
  readonly plan: ReleasePlan;
  readonly spec: RolloutSpec;
  /** Name of the stack, for commands. */
  readonly stack: string;
}

/** How the weights of an update stand to the declared ones, in a sentence; nothing where they are these. */
export function standingText({ standing, state }: Overlay, about: Speaking): string | undefined {
  const { stack } = about;
  switch (standing.kind) {
    case "reached":
      return undefined;
    case "runs": {
      const { record } = standing;
      return (
        `A rollout runs, ${placeOf(record)}, so this update moves no weight. ` +
        `Where it stands: npx gray rollout status -s ${stack}`
      );
    }
    case "ended": {
      const { record, open } = standing;
      const { by, at } = record.decisions.at(-1) ?? {};
      const who = by === undefined ? "" : ` by ${by} at ${at}`;
      return (
        `The rollout to the declared weights was ${record.status}${who}, so this update moves no weight: ` +
        `${movesText(open, state.weights, about)}. It is due again with another goal, or: npx gray rollout retry -s ${stack}`
      );
    }
    case "due": {
      const { steps } = about.spec;
      const count = steps.length === 1 ? "1 step" : `${steps.length} steps`;
      return (
        `A rollout of ${count} is due, and this update moves no weight: ` +
        `${movesText(standing.open, state.weights, about)}. To start it: npx gray rollout start -s ${stack}`
      );
    }
  }
}

function placeOf(record: RolloutRecord): string {
  const { length } = sequenceOf(record);
  const { index } = record.at;
  return index < 0 ? `before the first of ${length} steps` : `at step ${index + 1} of ${length}`;
}

/** What clusters have, and what they would get, in one line. */
function movesText(
  open: readonly Difference[],
  now: Overlay["state"]["weights"],
  { plan }: Pick<Speaking, "plan">,
): string {
  const goal = declaredGoal(plan);
  const clusters = new Map<string, string[]>();
  for (const one of open) {
    const [before, after] = [now[one.cluster], goal[one.cluster]];
    const text =
      "service" in one
        ? `${one.service} from ${weightsText(before!.services[one.service]!)} to ${weightsText(after!.services[one.service]!)}`
        : `lane ${one.lane} from ${before!.lanes[one.lane]} % to ${after!.lanes[one.lane]} %`;
    clusters.set(text, [...(clusters.get(text) ?? []), one.cluster]);
  }
  return [...clusters].map(([text, names]) => `${text} (${inWords(names)})`).join("; ");
}

/**
 * The message that stops an update.
 *
 * @param touched what the update has changed so far, in a sentence
 */
export function overlayRefusal(
  problems: readonly Problem[],
  touched = "Nothing was touched.",
): string {
  return formatProblems(
    problems,
    undefined,
    (count) =>
      `This update breaks ${count === 1 ? "a rule" : `${count} rules`} of rollouts. ${touched}`,
  );
}
