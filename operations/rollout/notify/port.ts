/** Tells people and programs what happens to a rollout: the port between a driver and what sends. */
import type { RolloutEvent } from "../../../model/notifications/events";
import type { NotificationReceiver } from "../../../model/notifications/receiver";
import type { RolloutRecord } from "../../../model/rollout/record";

/** What a driver hands its news to. None of it keeps a driver waiting but {@link settle}. */
export interface NoticePort {
  /**
   * Begins to send what receivers are owed of a record, and returns at once.
   *
   * @param record as home has it: nothing is told that is not written
   * @param nowMs the time by the clock of home
   */
  tell(record: RolloutRecord, nowMs: number): void;
  /** The record with what was delivered since; the record as it is where it holds all of that. */
  told(record: RolloutRecord): RolloutRecord;
  /**
   * Waits until everything is delivered, but not for long; then it ends what is still on its way. What is
   * told afterwards is sent, too.
   */
  settle(): Promise<void>;
}

/** What became of one message. */
export type Delivery =
  | { readonly kind: "delivered" }
  /** No time heals it: the server does not want the message. */
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "later"; readonly why: string };

/** Sends one message once; it never rejects. */
export type Deliver = (
  receiver: NotificationReceiver,
  event: RolloutEvent,
  record: RolloutRecord,
  signal: AbortSignal,
) => Promise<Delivery>;
