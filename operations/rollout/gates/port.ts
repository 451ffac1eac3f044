/** What a rollout must pass before its next step: the port between a driver and what answers. */
import type { RolloutRecord } from "../../../model/rollout/record";
import type { Action } from "../../../model/rollout/sequence";
import type { GateVerdict } from "../decide/question";

/** What a gate is asked about. */
export interface GateQuestion {
  /** The action at which the rollout stands. */
  readonly action: Action;
  readonly record: RolloutRecord;
}

/** Judges a rollout: a webhook, or a metric. */
export interface Gate {
  /**
   * The same question may come again, also from another driver: after a `hold`, and where a driver
   * ended before it recorded the verdict.
   *
   * @returns `hold` for everything that keeps the gate from judging; it never rejects
   */
  ask(question: GateQuestion): Promise<GateVerdict>;
}
