// What happened to a rollout that receivers are told, from its record alone: so whoever sends it again
// sends the same.
import { lastBack } from "../rollout/ending";
import { lives, type Decision, type RolloutRecord } from "../rollout/record";
import { sequenceOf, type Action } from "../rollout/sequence";
import { stepAnalysis } from "../analysis/declared";
import { seconds } from "../release/duration";
import type { NotificationEvent } from "./names";

/** Something that happened to a rollout. */
export interface RolloutEvent {
  readonly event: NotificationEvent;
  /** That of the step, from 1 on; 1 for what happens once. */
  readonly number: number;
  /** When, as RFC 3339 by the clock of home. */
  readonly at: string;
  /** Who; left out: nobody in particular. */
  readonly by?: string;
  /** Why, in words without a full stop. */
  readonly why?: string;
  /** What was decided, in words without a full stop. */
  readonly what?: string;
}

/** The id of an event in its rollout, such as `step.3`. */
export function keyOf({ event, number }: Pick<RolloutEvent, "event" | "number">): string {
  return `${event}.${number}`;
}

/** Says which events are asked for. */
export type Wanted = (event: NotificationEvent, number: number) => boolean;

/**
 * All events of a record that a receiver may be told, in their order. A wait for a person is one only
 * while it lasts: afterwards nobody has to act.
 *
 * @param nowMs the time by the clock of home: an analysis waits for a person after its deadline
 * @param isWanted leaves others out, at little cost: a driver asks each second. @default all are
 */
export function eventsOf(
  record: RolloutRecord,
  nowMs: number,
  isWanted: Wanted = () => true,
): RolloutEvent[] {
  const found: RolloutEvent[] = [];
  for (const decision of record.decisions) {
    const event = eventOf(decision);
    const number = event === "step" ? (decision.action ?? -1) + 1 : 1;
    if (event && isWanted(event, number)) found.push({ event, number, ...saidBy(decision) });
  }
  const { at } = record;
  if (isWanted("waiting", at.index + 1)) found.push(...waitingIn(record, nowMs));
  if (isWanted("taken-back", 1)) found.push(...takenBackIn(record));
  return found;
}

function eventOf({ event }: Decision): NotificationEvent | undefined {
  if (event === "began") return "started";
  return event === "step" || event === "failed" || event === "done" ? event : undefined;
}

function saidBy({ by, at, why, what }: Decision): Pick<RolloutEvent, "by" | "at" | "why" | "what"> {
  return { by, at, what, ...(why !== undefined && { why }) };
}

function waitingIn(record: RolloutRecord, nowMs: number): RolloutEvent[] {
  const { at, held, promoted } = record;
  if (!lives(record) || at.state !== "decided" || held) return [];
  if (promoted?.full || promoted?.index === at.index) return [];
  const action = sequenceOf(record)[at.index];
  const why = action && action.clusters.length > 0 ? waitsFor(action, at.since, nowMs) : undefined;
  return why === undefined ? [] : [{ event: "waiting", number: at.index + 1, ...why }];
}

/** Since when, and why, an action waits for a person; undefined where it does not. */
function waitsFor(
  { doing, step = 0 }: Action,
  since: string,
  nowMs: number,
): Pick<RolloutEvent, "at" | "why"> | undefined {
  if (doing.kind === "pause" && doing.seconds === undefined)
    return { at: since, why: "its plan has a pause here that a person ends" };
  if (doing.kind !== "analysis") return undefined;
  const { name, deadlineSeconds = Infinity, onInconclusive } = stepAnalysis(doing.analysis, step);
  const overMs = Date.parse(since) + deadlineSeconds * 1000;
  if (onInconclusive === "abort" || onInconclusive === "promote" || nowMs < overMs)
    return undefined;
  return {
    at: new Date(overMs).toISOString(),
    why: `${name} has not decided in its time`,
  };
}

/** The end of the way back: all clusters have what it owed them. */
function takenBackIn({ status, owed, decisions, endedAt }: RolloutRecord): RolloutEvent[] {
  if (status === "running" || status === "done" || owed.length > 0) return [];
  const end = decisions.findLast(({ event }) => event === status);
  const at = lastBack(decisions)?.at ?? endedAt;
  if (!end || at === undefined) return [];
  return [{ event: "taken-back", number: 1, ...saidBy(end), at }];
}

/** Whether an event is too old to be told: its receiver was away, or is new in the stack. */
export function isStale({ at }: Pick<RolloutEvent, "at">, nowMs: number): boolean {
  return nowMs - Date.parse(at) > seconds(longestWait) * 1000;
}

/** So long a message is owed to a receiver. */
export const longestWait = "24h";
