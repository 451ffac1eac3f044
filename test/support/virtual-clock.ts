// Time that passes only in a spec: it jumps to the next timer as soon as the program has nothing
// else to do.

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** A clock that begins at 0 milliseconds. */
export class VirtualClock {
  private time = 0;
  private timers: Timer[] = [];
  private driven = false;

  /** Milliseconds since the clock began. */
  readonly now = (): number => this.time;

  /** Resolves after so many milliseconds of this clock, or when the signal aborts. */
  readonly sleep = (milliseconds: number, signal?: AbortSignal): Promise<void> => {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((done) => {
      const timer = { at: this.time + milliseconds, fire: done };
      this.timers.push(timer);
      const cancel = () => {
        this.timers = this.timers.filter((other) => other !== timer);
        done();
      };
      signal?.addEventListener("abort", cancel, { once: true });
      this.drive();
    });
  };

  /** Lets time pass until no timer is left. */
  private drive(): void {
    if (this.driven) return;
    this.driven = true;
    const step = () => {
      // Timers of the same time fire in the order in which they were set.
      const next = [...this.timers].sort((a, b) => a.at - b.at)[0];
      this.driven = next !== undefined;
      if (!next) return;
      this.timers = this.timers.filter((other) => other !== next);
      this.time = Math.max(this.time, next.at);
      next.fire();
      // All that follows from one timer goes on before the next one.
      setImmediate(step);
    };
    setImmediate(step);
  }
}
