/** Decides what a person's command changes in the record of a rollout. Pure. */
import { lives, type Mark, type RolloutRecord } from "../../../model/rollout/record";
import { sequenceOf } from "../../../model/rollout/sequence";
import { doingText } from "../../../model/rollout/words";
import { heldBy, promotedBy, resumed } from "../decide/transitions";

/** What a command does to the record. */
export type Edit =
  /** The record that is written in place of the one that was read. */
  | { readonly record: RolloutRecord; readonly said: string }
  /** Nothing is written, because it is so already. */
  | { readonly record?: never; readonly said: string }
  /** Nothing is written; the reason, with the fix. */
  | { readonly refused: string };

/** A person's command, by the record that holds. */
export type EditOf = (record: RolloutRecord | undefined, mark: Mark) => Edit;

/** Holds a rollout where it is. A step that is being written is finished first. */
export const pause: EditOf = (record, mark) => {
  if (!record || !lives(record)) return { refused: noneText(record, "to pause") };
  const { held } = record;
  if (held) return { said: `It is paused already, by ${held.by} since ${held.at}.` };
  const writes = record.at.state === "decided" && isWritten(record);
  const said = `Rollout ${record.id} is paused${writes ? `: it finishes ${placeOf(record)} and goes no further` : ` at ${placeOf(record)}`}.`;
  return { record: heldBy(record, mark), said };
};

/** Lets a rollout go on that a person holds. */
export const resume: EditOf = (record, mark) => {
  if (!record || !lives(record)) return { refused: noneText(record, "to resume") };
  if (!record.held)
    return { said: `It is not paused. A pause of the plan ends with: npx gray rollout promote` };
  return { record: resumed(record, mark), said: `Rollout ${record.id} goes on.` };
};

/** Ends the pause or the gate at which a rollout stands. */
export const promote: EditOf = (record, mark) => {
  if (!record || !lives(record)) return { refused: noneText(record, "to promote") };
  const { at, promoted } = record;
  if (promoted?.full || (promoted?.index === at.index && at.state === "decided"))
    return { said: `It is promoted already, by ${promoted.by} at ${promoted.at}.` };
  if (at.state === "done" || isWritten(record))
    return {
      refused: `rollout ${record.id} is at ${placeOf(record)}, where nothing waits for a promotion. Fix: promote it at its next pause, or go straight to the goal: npx gray rollout promote --full`,
    };
  const said = `${placeOf(record)} of rollout ${record.id} is promoted.${heldText(record)}`;
  return { record: promotedBy(record, mark, false), said: capital(said) };
};

/** Takes a rollout to its goal, past all pauses, gates and weights in between. */
export const promoteFully: EditOf = (record, mark) => {
  if (!record || !lives(record)) return { refused: noneText(record, "to promote") };
  const { promoted } = record;
  if (promoted?.full)
    return { said: `It is promoted to its goal already, by ${promoted.by} at ${promoted.at}.` };
  const said = `Rollout ${record.id} goes straight to its goal.${heldText(record)}`;
  return { record: promotedBy(record, mark, true), said };
};

/** A step by its number, and what it does. */
export function placeOf(
  record: Pick<RolloutRecord, "at"> & Parameters<typeof sequenceOf>[0],
): string {
  const actions = sequenceOf(record);
  const action = actions[record.at.index];
  if (!action) return `the start, before the first of ${actions.length} steps`;
  return `step ${record.at.index + 1} of ${actions.length} (${doingText(action.doing)})`;
}

/** Why a command has no rollout that it could change. */
export function noneText(record: RolloutRecord | undefined, purpose: string): string {
  if (!record) return `there is no rollout ${purpose}: no cluster has a record of one`;
  const { id, status, endedAt } = record;
  return `there is no rollout ${purpose}: the last one, ${id}, was ${status}${endedAt ? ` at ${endedAt}` : ""}`;
}

/** Whether the step at which a rollout stands writes something, so that no person ends it. */
function isWritten(record: RolloutRecord): boolean {
  const kind = sequenceOf(record)[record.at.index]?.doing.kind;
  return kind !== "pause" && kind !== "soak" && kind !== "gate" && kind !== "analysis";
}

function heldText({ held }: RolloutRecord): string {
  return held ? ` ${held.by} holds it: it goes on after npx gray rollout resume.` : "";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
