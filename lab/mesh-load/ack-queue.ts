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

/** Milliseconds within which responses belong to one push: its types come one right after the other. */
const pushMs = 100;

/**
 * Lets a proxy act on each push a random time within a range after its arrival, on all its types alike, and never before it
 * acted on the one before: Envoy works through a stream in order.
 */
export class AckQueue {
  private readonly waiting: { dueMs: number; act: () => void }[] = [];
  private lastDueMs = 0;
  private push = { beganMs: -Infinity, delayMs: 0 };

  constructor(
    private readonly range: MsRange,
    private readonly timers: Timers = systemTimers,
    private readonly random: () => number = Math.random,
  ) {}

  /** Adds what to do about a response that came just now. */
  add(act: () => void): void {
    const nowMs = this.timers.now();
    if (nowMs - this.push.beganMs > pushMs) {
      const { fromMs, toMs } = this.range;
      this.push = { beganMs: nowMs, delayMs: fromMs + this.random() * (toMs - fromMs) };
    }
    this.lastDueMs = Math.max(this.lastDueMs, nowMs + this.push.delayMs);
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
