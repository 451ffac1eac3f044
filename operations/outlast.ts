/** Goes on with a question while an API server, or an istiod, is away for a moment. */
import { SilenceError } from "../kubernetes/http/resend";
import type { Clock } from "./clock";
import { silentClusters, type AskedAgain } from "./clusters/connect";

/** Whom a question asks, and what is done when they are back. */
export interface OutlastOptions {
  readonly reached: readonly AskedAgain[];
  readonly clock: Clock;
  /** Runs when all clusters answer again, before the next try. What it throws is final. @default nothing */
  readonly beforeRetry?: () => Promise<void>;
  /** Whether a failure is final at once. @default none is */
  readonly isFinal?: (error: Error) => boolean;
}

/** Clusters, or an istiod, did not come back in time. */
export class AwayTooLongError extends Error {
  override name = "AwayTooLongError";
}

/** Milliseconds that clusters may be away. With the last question to them, 15 s at most pass. */
export const awayLimitMs = 11_500;

/** Milliseconds between two questions to clusters that are away. */
const pauseMs = 1000;

/**
 * Asks a question that takes any time, and again after a failure, when all clusters answer. An API
 * server that restarts must end no update; one that is dead must not hold it up.
 *
 * @throws AwayTooLongError that names the clusters that do not answer or, where all do, says what failed last
 */
export async function outlast<T>(run: () => Promise<T>, options: OutlastOptions): Promise<T> {
  const { reached, clock, beforeRetry, isFinal = () => false } = options;
  let awaySinceMs: number | undefined;
  for (;;) {
    const beganMs = clock.now();
    try {
      return await run();
    } catch (error) {
      if (isFinal(error as Error)) throw error;
      const nowMs = clock.now();
      // A try that lasted for longer got answers: only its end was a failure.
      if (awaySinceMs === undefined || nowMs - beganMs > awayLimitMs)
        awaySinceMs = Math.max(beganMs, nowMs - silentMsOf(error));
      await untilAnswered(error as Error, awaySinceMs, { reached, clock });
    }
    await beforeRetry?.();
  }
}

/** Waits until all clusters answer; at least for one pause. */
async function untilAnswered(
  cause: Error,
  awaySinceMs: number,
  { reached, clock }: Pick<OutlastOptions, "reached" | "clock">,
): Promise<void> {
  let silent = await silentClusters(reached, clock);
  for (;;) {
    if (clock.now() + pauseMs > awaySinceMs + awayLimitMs)
      throw new AwayTooLongError(silent.length > 0 ? silent.join("; ") : cause.message, { cause });
    await clock.sleep(pauseMs);
    if (silent.length === 0) return;
    silent = await silentClusters(reached, clock);
    if (silent.length === 0) return;
  }
}

/** Milliseconds of silence that ended in an error. */
function silentMsOf(error: unknown): number {
  if (error instanceof SilenceError) return error.silentMs;
  return error instanceof Error && error.cause !== undefined ? silentMsOf(error.cause) : 0;
}
