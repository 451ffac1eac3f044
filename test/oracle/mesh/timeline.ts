/** A clock that works off what is due at each moment, in its order; waits of others move it. */
import type { Clock } from "../../../operations/clock";

interface Due {
  readonly atMs: number;
  readonly run: () => void;
}

/** Time in milliseconds, with things that happen at moments. */
export class Timeline implements Clock {
  private time = 0;
  private due: Due[] = [];

  now(): number {
    return this.time;
  }

  /** Lets something happen after so many milliseconds; what is due together keeps its order. */
  in(ms: number, run: () => void): void {
    const atMs = this.time + Math.max(0, ms);
    let at = this.due.length;
    while (at > 0 && (this.due[at - 1] as Due).atMs > atMs) at -= 1;
    this.due.splice(at, 0, { atMs, run });
  }

  async sleep(ms: number): Promise<void> {
    this.pass(ms);
    await Promise.resolve();
  }

  /** Everything answers at once, or lets time pass by itself. */
  deadline(): Promise<void> {
    return new Promise(() => undefined);
  }

  /** Lets so many milliseconds pass. */
  pass(ms: number): void {
    const endMs = this.time + Math.max(0, ms);
    for (let next = this.due[0]; next && next.atMs <= endMs; next = this.due[0]) {
      this.due.shift();
      this.time = next.atMs;
      next.run();
    }
    this.time = endMs;
  }
}
