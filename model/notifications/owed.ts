// Which events a receiver has not been told yet, and what a record keeps of those that it was told.
import type { RolloutRecord } from "../rollout/record";
import { eventsOf, isStale, keyOf, type RolloutEvent } from "./events";
import { defaultEvents } from "./names";
import type { NotificationReceiver } from "./receiver";

/** What one receiver was told, as a record keeps it. */
export type Told = readonly string[];

/** What a receiver is still to be told, in the order in which that happened. */
export function owedTo(
  { name, events = defaultEvents }: NotificationReceiver,
  record: RolloutRecord,
  nowMs: number,
  told: Told = toldBy(record, name),
): RolloutEvent[] {
  return eventsOf(record, nowMs).filter(
    (one) => events.includes(one.event) && !isStale(one, nowMs) && !isTold(one, told),
  );
}

/** Whether anybody is still to be told something. */
export function isOwed(
  receivers: readonly NotificationReceiver[],
  record: RolloutRecord,
  nowMs: number,
): boolean {
  return receivers.some((receiver) => owedTo(receiver, record, nowMs).length > 0);
}

/** What a receiver was told, with one event more. Of each kind of event the last one is kept. */
export function withTold(told: Told, event: Pick<RolloutEvent, "event" | "number">): Told {
  if (isTold(event, told)) return told;
  return [...told.filter((key) => parsed(key).event !== event.event), keyOf(event)];
}

/** What a receiver was told by a record. */
export function toldBy({ notified = [] }: Pick<RolloutRecord, "notified">, name: string): Told {
  return notified.find(({ receiver }) => receiver === name)?.events ?? [];
}

/**
 * The record with what receivers were told beside what it holds.
 *
 * @returns the record as it is where it holds all of that
 */
export function withAllTold(record: RolloutRecord, told: ReadonlyMap<string, Told>): RolloutRecord {
  let now = record;
  for (const [receiver, keys] of told) {
    const known = toldBy(now, receiver);
    const events = keys.reduce<Told>((sum, key) => withTold(sum, parsed(key)), known);
    if (events === known) continue;
    const others = (now.notified ?? []).filter((one) => one.receiver !== receiver);
    now = { ...now, notified: [...others, { receiver, events }] };
  }
  return now;
}

/** Events of one kind come in the order of their numbers. */
function isTold({ event, number }: Pick<RolloutEvent, "event" | "number">, told: Told): boolean {
  return told.some((key) => {
    const one = parsed(key);
    return one.event === event && one.number >= number;
  });
}

function parsed(key: string): Pick<RolloutEvent, "event" | "number"> {
  const dot = key.lastIndexOf(".");
  return {
    event: key.slice(0, dot) as RolloutEvent["event"],
    number: Number(key.slice(dot + 1)),
  };
}
