/** Tries again while an API server is away. */
import type { Clock } from "./clock";

/** How long something is tried again. */
export interface RetryOptions {
  /** Milliseconds since the first try, after which a failure is final. */
  readonly limitMs: number;
  /** Milliseconds between two tries. */
  readonly pauseMs: number;
  readonly clock: Clock;
  /** Runs after a pause, before the next try. What it throws is final. @default nothing */
  readonly beforeRetry?: () => Promise<void>;
  /** Whether a failure is final at once. @default none is */
  readonly isFinal?: (error: Error) => boolean;
}

/** @throws Error of the last try */
export async function retry<T>(
  run: () => Promise<T>,
  { limitMs, pauseMs, clock, beforeRetry, isFinal = () => false }: RetryOptions,
): Promise<T> {
  const deadline = clock.now() + limitMs;
  for (;;) {
    try {
      return await run();
    } catch (error) {
      if (isFinal(error as Error) || clock.now() > deadline) throw error;
    }
    await clock.sleep(pauseMs);
    await beforeRetry?.();
  }
}
