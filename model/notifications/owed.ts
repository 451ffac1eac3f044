// Which events a receiver has not been told yet, and what a record keeps of those that it was told.
import type { RolloutRecord } from "../rollout/record";
import { eventsOf, isStale, keyOf, type RolloutEvent, type Wanted } from "./events";
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
  const last = lastOf(told);
  const isOpen: Wanted = (event, number) => events.includes(event) && !isTold(last, event, number);
  return eventsOf(record, nowMs, isOpen).filter((one) => !isStale(one, nowMs));
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
  if (isTold(lastOf(told), event.event, event.number)) return told;
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

/** The last number that was told of each kind of event: those of one kind come in this order. */
type Last = ReadonlyMap<string, number>;

function lastOf(told: Told): Last {
  return new Map(
    told.map((key) => {
      const { event, number } = parsed(key);
      return [event, number];
    }),
  );
}

function isTold(last: Last, event: string, number: number): boolean {
  return (last.get(event) ?? -Infinity) >= number;
}

function parsed(key: string): Pick<RolloutEvent, "event" | "number"> {
  const dot = key.lastIndexOf(".");
  return { event: key.slice(0, dot) as RolloutEvent["event"], number: Number(key.slice(dot + 1)) };
}
