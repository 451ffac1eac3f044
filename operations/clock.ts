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
}

/** The clock of the machine. */
export const systemClock: Clock = {
  now: Date.now,
  sleep: (ms, { signal, background = false } = {}) =>
    sleep(Math.max(0, ms), undefined, { signal, ref: !background }),
};
