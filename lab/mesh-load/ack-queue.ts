// Delays what a proxy does with each response, in the order in which the responses came.
import type { MsRange } from "./options";

/** When time is and what happens later; Node.js has both. */
export interface Timers {
  now: () => number;
  after: (delayMs: number, run: () => void) => void;
}

/** The machine's. */
export const systemTimers: Timers = {
  now: () => performance.now(),
  after: (delayMs, run) => void setTimeout(run, delayMs),
};

/**
 * Lets a proxy act on each response a random time within a range after its arrival, and never before it acted on the one
 * before: Envoy works through a stream in order.
 */
export class AckQueue {
  private readonly waiting: { dueMs: number; act: () => void }[] = [];
  private lastDueMs = 0;

  constructor(
    private readonly range: MsRange,
    private readonly timers: Timers = systemTimers,
    private readonly random: () => number = Math.random,
  ) {}

  /** Adds what to do about a response that came just now. */
  add(act: () => void): void {
    const { fromMs, toMs } = this.range;
    const dueMs = this.timers.now() + fromMs + this.random() * (toMs - fromMs);
    this.lastDueMs = Math.max(this.lastDueMs, dueMs);
    this.waiting.push({ dueMs: this.lastDueMs, act });
    if (this.waiting.length === 1) this.wait();
  }

  /** Forgets what is still waiting. */
  clear(): void {
    this.waiting.length = 0;
  }

  private wait(): void {
    const [next] = this.waiting;
    if (!next) return;
    this.timers.after(Math.max(0, next.dueMs - this.timers.now()), () => {
      // It may have been cleared meanwhile.
      if (this.waiting[0] !== next) return;
      this.waiting.shift();
      next.act();
      this.wait();
    });
  }
}
