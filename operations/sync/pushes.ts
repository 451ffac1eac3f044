/**
 * Decides, from the metrics of one istiod process, which push holds a stage for certain, and when
 * that push has left the push queue for every proxy. Pure: readings in, state out.
 *
 * Changes reach istiod, are gathered until 100 ms pass without one (at most 10 s), and become one
 * push. Pushes are computed one after the other. A computed push stands in a queue, first in, first
 * out, once for each proxy; one that is in the queue already, or whose last push is still being
 * made, gets both pushes as one. 20 proxies or more leave the queue at once (istio/istio,
 * pilot/pkg/xds/discovery.go, debounce, Push and doSendPushes; pilot/pkg/xds/pushqueue.go).
 */
import type { IstiodMetrics } from "./metrics";

/** Metrics of one istiod, and when they were asked for and answered, in milliseconds of the clock. */
export interface Reading extends IstiodMetrics {
  readonly askedMs: number;
  readonly answeredMs: number;
}

/** What the environment of an istiod's pod sets. */
export interface IstiodTuning {
  /** Milliseconds without a change after which istiod pushes: `PILOT_DEBOUNCE_AFTER`. */
  readonly debounceMs: number;
  /** How many proxies leave the push queue at once, at least: `PILOT_PUSH_THROTTLE`. */
  readonly throttle: number;
}

/** Istio's defaults, on a machine with one core (pilot/pkg/features/tuning.go). */
export const defaultTuning: IstiodTuning = { debounceMs: 100, throttle: 20 };

/**
 * Milliseconds after which a change that is in istiod's store has reached its count of changes, and
 * in which istiod computes a push, if it never took longer.
 */
const marginMs = 150;

/** Milliseconds for which an istiod that makes no config must be idle, to be seen as such. */
const idleMs = 250;

/** Share of one core that an idle istiod uses at most. */
const idleShare = 0.3;

/** How far the pushes of one istiod process are, since its store held a stage. */
export interface Pushes {
  /** When its store held the stage. */
  readonly heldMs: number;
  /** All readings since then, the last one at the end. */
  readonly readings: readonly [Reading, ...Reading[]];
  /** The first of the readings, up to the last one, between which nothing changed or was pushed. */
  readonly calmSince: Reading;
  /** The first reading by which every change of the stage counts. */
  readonly counted?: Reading;
  /** The first push that holds the stage for certain, once every proxy has it or is queued for it. */
  readonly push?: number;
  /** When that was so, in milliseconds of the clock. */
  readonly pushedMs?: number;
}

/** The pushes by the first reading after istiod's store held a stage. */
export function beginPushes(heldMs: number, reading: Reading): Pushes {
  return { heldMs, readings: [reading], calmSince: reading };
}

/** Whether another process answered than before: its counts begin at 0. */
export function isRestarted(pushes: Pushes, reading: Reading): boolean {
  const last = lastOf(pushes);
  return (
    reading.changes < last.changes ||
    reading.computed < last.computed ||
    reading.dequeued < last.dequeued ||
    reading.cpuSeconds < last.cpuSeconds
  );
}

/** The pushes after a further reading of the same process. */
export function notePushes(before: Pushes, reading: Reading, tuning: IstiodTuning): Pushes {
  const last = lastOf(before);
  const isCalm =
    reading.changes === last.changes &&
    reading.computed === last.computed &&
    reading.queued === last.queued;
  const isCounted = reading.askedMs - before.heldMs >= countedMs(tuning);
  const counted = before.counted ?? (isCounted ? reading : undefined);
  const noted = {
    ...before,
    readings: [...before.readings, reading] as [Reading, ...Reading[]],
    calmSince: isCalm ? before.calmSince : reading,
    ...(counted && { counted }),
  };
  return pushing(noted, tuning);
}

/** Milliseconds after which every change that is in istiod's store is among its counted changes. */
function countedMs({ debounceMs }: IstiodTuning): number {
  return marginMs + debounceMs;
}

/**
 * Whether all changes are in pushes that the proxies have, or are queued for: nothing changed and was
 * pushed for longer than istiod gathers changes, and it can't be computing a push: it is idle, or
 * none ever took so long.
 */
function isQuiet(pushes: Pushes, tuning: IstiodTuning): boolean {
  const { calmSince } = pushes;
  const last = lastOf(pushes);
  const ms = last.askedMs - calmSince.answeredMs;
  const longestMs = tuning.debounceMs + marginMs / 3 + last.slowestComputeMs;
  return ms >= countedMs(tuning) && (ms >= longestMs || isIdle(calmSince, last));
}

/**
 * The next moment at which a reading can show more if nothing changes, in milliseconds of the clock;
 * 0 where no such moment is known.
 */
export function dueMs(pushes: Pushes, tuning: IstiodTuning): number {
  if (pushes.pushedMs !== undefined) return 0;
  const calmMs = pushes.calmSince.answeredMs + countedMs(tuning);
  return pushes.counted ? calmMs : Math.min(calmMs, pushes.heldMs + countedMs(tuning));
}

/** Finds the first push that holds the stage for certain, once proxies may have it. */
function pushing(pushes: Pushes, tuning: IstiodTuning): Pushes {
  if (pushes.pushedMs !== undefined) return pushes;
  const { calmSince, counted } = pushes;
  const last = lastOf(pushes);
  if (isQuiet(pushes, tuning))
    return { ...pushes, push: last.computed, pushedMs: calmSince.answeredMs };
  // A push may have been under way when the changes were counted; the one after it holds them.
  if (!counted || last.queued < counted.queued + 2) return pushes;
  // Numbers of nonces are these counts, unless pushes of endpoints are not gathered.
  const gathersAll = last.computed - last.queued <= 1;
  const push = gathersAll ? counted.queued + 2 : last.computed;
  return { ...pushes, push, pushedMs: last.answeredMs };
}

/**
 * The latest moment of which this is certain: every proxy that was in the push queue then, or whose
 * push was being made, has left the queue since, and its push is over; in milliseconds of the clock.
 * A proxy that kept istiod from sending meanwhile is an exception.
 *
 * @param proxies how many proxies are connected
 * @returns -Infinity while there is no such moment
 */
export function passedMs(pushes: Pushes, proxies: number): number {
  const last = lastOf(pushes);
  const sendMs = sendMsOf(last);
  // Proxies that are just connecting stand in the queue, too.
  const most = Math.ceil(proxies * 1.05) + 5;
  const dequeued = latest(pushes, (one) => last.askedMs - one.answeredMs >= sendMs);
  const queued = dequeued && latest(pushes, (one) => dequeued.dequeued - one.dequeued >= most);
  // Before it was queued, its last push may have been made and sent.
  return queued ? queued.askedMs - sendMs : -Infinity;
}

/**
 * The latest moment since which no proxy left the queue though istiod was idle; in milliseconds of
 * the clock. The queue was empty then, unless proxies that keep istiod from sending held it up.
 *
 * @returns -Infinity where there is no such moment
 */
export function stillMs(pushes: Pushes): number {
  const last = lastOf(pushes);
  const found = latest(pushes, (one) => {
    const ms = last.askedMs - one.answeredMs;
    const isOver = ms >= sendMsOf(last) || isIdle(one, last);
    return one.dequeued === last.dequeued && ms >= idleMs && isOver;
  });
  return found ? found.answeredMs : -Infinity;
}

/** Whether istiod can't have made config between two readings: it used too little CPU. */
function isIdle(since: Reading, last: Reading): boolean {
  const ms = last.askedMs - since.answeredMs;
  return (last.cpuSeconds - since.cpuSeconds) * 1000 <= ms * idleShare;
}

/** Milliseconds after which a push to one proxy is over, if none ever took longer. */
function sendMsOf(last: Reading): number {
  return Math.max(idleMs, last.slowestSendMs);
}

function latest({ readings }: Pushes, holds: (one: Reading) => boolean): Reading | undefined {
  for (let i = readings.length - 1; i >= 0; i -= 1) {
    const one = readings[i];
    if (one && holds(one)) return one;
  }
  return undefined;
}

function lastOf({ readings }: Pushes): Reading {
  return readings.at(-1) ?? readings[0];
}
