/**
 * Decides whether the proxies of one istiod are synced, and what to ask next. Pure: answers and
 * times in, verdicts out.
 *
 * First istiod's store must hold what the API servers hold. From then on istiod must have pushed
 * the store; only then do acknowledgements of proxies count.
 */
import type { Stage } from "../../model/kinds";
import type { ProxyState } from "./istiod-state";
import { newestPush, staleProxies } from "./stale";

/**
 * Milliseconds without a change that reaches istiod, after which it has pushed all earlier ones: it
 * gathers changes until 100 ms pass without one (PILOT_DEBOUNCE_AFTER,
 * pilot/pkg/features/tuning.go).
 */
export const quietMs = 250;

/** What one istiod answered at one moment. */
export interface IstiodAnswer {
  readonly proxies: readonly ProxyState[];
  /** How many changes reached istiod since its start. */
  readonly inboundUpdates: number;
  /** When it answered, in milliseconds of the clock. */
  readonly atMs: number;
}

/** The pushes that are waited for since istiod's store holds everything. */
export interface AwaitedPush {
  /** Number of the push that began after the store held everything. */
  readonly push: number;
  /** How many changes had reached istiod when the last one did. */
  readonly inboundUpdates: number;
  /** When the last change reached istiod, in milliseconds of the clock. */
  readonly quietSinceMs: number;
}

/** The push to wait for, by the first answer after istiod's store held everything. */
export function awaitPush({ proxies, inboundUpdates, atMs }: IstiodAnswer): AwaitedPush {
  // Pushes begin one after the other, so the second one from here began after this moment, with the
  // whole store.
  return { push: newestPush(proxies) + 2, inboundUpdates, quietSinceMs: atMs };
}

/** What a further answer means for the push that is waited for. */
export function judgeAnswer(
  awaited: AwaitedPush,
  { proxies, inboundUpdates, atMs }: IstiodAnswer,
): {
  readonly awaited: AwaitedPush;
  /** What is missing, in words; empty where all proxies are synced. */
  readonly stale: readonly string[];
} {
  const now =
    inboundUpdates === awaited.inboundUpdates
      ? awaited
      : { ...awaited, inboundUpdates, quietSinceMs: atMs };
  const pushed = atMs - now.quietSinceMs >= quietMs || newestPush(proxies) >= now.push;
  return { awaited: now, stale: pushed ? staleProxies(proxies) : ["changes are still coming in"] };
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
