/** Gives an answer a deadline, so that one cluster that is silent ends no operation. */
import { SilenceError } from "../kubernetes/http/resend";
import type { Clock } from "./clock";

/** How long an answer may take. */
export interface Deadline {
  /** Milliseconds from now. */
  readonly limitMs: number;
  /** Why there is no answer then, in words. @default `no answer within <seconds> s` */
  readonly late?: string;
  readonly clock: Clock;
}

/**
 * Waits for an answer until the deadline. The work itself goes on after it, and its failure is no
 * unhandled one.
 *
 * @throws Error of the work
 * @throws SilenceError with the words for a late answer
 */
export async function inTime<T>(
  work: Promise<T>,
  { limitMs, late = `no answer within ${limitMs / 1000} s`, clock }: Deadline,
): Promise<T> {
  const stop = new AbortController();
  const over = clock.deadline(limitMs, stop.signal).then(() => {
    throw new SilenceError(late, limitMs);
  });
  return Promise.race([work, over]).finally(() => stop.abort());
}
