// The plan of a rollout, and where it stands in it.
import { endOf } from "../ending";
import { outlineOf, type Outline, type OutlinedStep } from "../outline";
import { lives, type Decision, type RolloutRecord } from "../record";

/**
 * How a step stands: `passed`: a promotion to the goal went past it; `stopped`: the rollout ended in
 * it; `never`: the rollout ended before it.
 */
export type Standing = "done" | "now" | "ahead" | "passed" | "stopped" | "never";

/** A step with what became of it. */
export interface StandingStep extends OutlinedStep {
  readonly standing: Standing;
  /** As RFC 3339. Left out: it has not begun, or it is not known when. */
  readonly begunAt?: string;
  /** As RFC 3339, and how it ended, without a full stop. Left out: it has not ended. */
  readonly doneAt?: string;
  readonly how?: string;
}

/** The plan of a rollout with what became of each step. */
export function planCourse(record: RolloutRecord): Omit<Outline, "steps"> & {
  readonly steps: readonly StandingStep[];
} {
  const outline = outlineOf(record);
  const of = (event: Decision["event"], index: number) =>
    record.decisions.findLast((one) => one.event === event && one.action === index);
  const steps = outline.steps.map((step, index): StandingStep => {
    const begun = of("step", index);
    const standing = standingOf(record, index, of("settled", index) !== undefined);
    const done = standing === "stopped" ? endOf(record) : of("settled", index);
    return {
      ...step,
      standing,
      ...(begun && { begunAt: begun.at }),
      ...(done && { doneAt: done.at, how: done.what.replace(/^step \d+ is done: /, "") }),
    };
  });
  return { ...outline, steps };
}

function standingOf(record: RolloutRecord, index: number, done: boolean): Standing {
  const { at, decisions, promoted } = record;
  if (done) return "done";
  // An older gray-release kept no kinds of decisions.
  const known = decisions.some(({ event }) => event === "step");
  if (index < at.index) return known || promoted?.full ? "passed" : "done";
  if (index === at.index && at.state === "done") return "done";
  if (index === at.index) return lives(record) ? "now" : "stopped";
  return lives(record) ? "ahead" : "never";
}
