/** The time that an operation goes by: a port, so that specs need no real waiting. */
import { setTimeout as sleep } from "node:timers/promises";

/** Tells the time and waits. */
export interface Clock {
  /** Milliseconds since a fixed moment. */
  now(): number;
  /**
   * Waits.
   *
   * @param ms milliseconds; 0 and less is no time
   * @param options `signal` ends the wait early, with an error; `background`: the process may end
   * meanwhile
   */
  sleep(
    ms: number,
    options?: { readonly signal?: AbortSignal; readonly background?: boolean },
  ): Promise<void>;
  /**
   * Resolves when the time for an answer is over. It is apart from `sleep`, because specs let no time
   * pass while something else answers.
   *
   * @param ms milliseconds
   * @param signal ends it early, with an error
   */
  deadline(ms: number, signal: AbortSignal): Promise<void>;
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: Date.now,
  sleep: (ms, { signal, background = false } = {}) =>
    sleep(Math.max(0, ms), undefined, { signal, ref: !background }),
  // It keeps the process alive, which nothing else may do while a cluster is silent: a program that
  // ends meanwhile says nothing, and for the engine it is done.
  deadline: (ms, signal) => sleep(Math.max(0, ms), undefined, { signal }),
};
