/** Decides when an update asks istiods, and how often. Pure. */
import type { Stage } from "../../model/kinds";

/** Milliseconds between two questions to one istiod, at least. */
const shortestPauseMs = 40;

/** Milliseconds between two questions to one istiod, at most: an update sees the end as late. */
const longestPauseMs = 1000;

/** How many times as long as an answer took an istiod is left alone after it. */
const restPerWork = 9;

/**
 * Milliseconds until the next question to an istiod: a tenth of the time is spent asking, unless
 * the answers are so big that the update would see the end too late.
 *
 * @param tookMs milliseconds that asking, answering and reading the answer took
 * @param dueMs milliseconds after which an answer shows more, if that is known
 */
export function pauseMs(tookMs: number, dueMs = 0): number {
  const pause = Math.min(Math.max(tookMs * restPerWork, shortestPauseMs), longestPauseMs);
  return dueMs > 0 ? Math.min(pause, dueMs) : pause;
}

/** Whether the time for proxies to sync is over. */
export function isOver(nowMs: number, deadlineMs: number): boolean {
  return nowMs >= deadlineMs;
}

/**
 * Whether proxies must sync a stage before the next one.
 *
 * @param written whether this update wrote any object of the stage, by the engine or by itself
 */
export function mustSync(stage: Stage, written: boolean): boolean {
  // Neither a namespace nor a Service by itself changes what a proxy has.
  return written && stage !== "foundation";
}
