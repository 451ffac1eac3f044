// A clock whose waits end when a spec says so: beside real requests, time must not pass by itself.
import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "../../operations/clock";

interface Wait {
  readonly ms: number;
  readonly end: () => void;
}

/** A clock that stands still. */
export class HandClock implements Clock {
  private readonly waits = new Set<Wait>();

  readonly now = (): number => 0;

  readonly sleep: Clock["sleep"] = (ms, { signal } = {}) =>
    new Promise((end, fail) => {
      const wait = { ms, end };
      this.waits.add(wait);
      signal?.addEventListener("abort", () => {
        this.waits.delete(wait);
        fail(new Error("ended early"));
      });
    });

  readonly deadline: Clock["deadline"] = (ms, signal) => this.sleep(ms, { signal });

  /** Waits until the program waits so many milliseconds. */
  async reached(ms: number): Promise<void> {
    while (this.of(ms).length === 0) await pause(1);
  }

  /** Ends all waits of so many milliseconds, as soon as there is one. */
  async pass(ms: number): Promise<void> {
    await this.reached(ms);
    for (const one of this.of(ms)) {
      this.waits.delete(one);
      one.end();
    }
  }

  private of(ms: number): Wait[] {
    return [...this.waits].filter((one) => one.ms === ms);
  }
}
