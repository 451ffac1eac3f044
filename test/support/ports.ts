/**
 * Stand-ins for the ports of operations: a clock whose waits end at once, and a reporter that
 * remembers.
 */
import { setImmediate as turn } from "node:timers/promises";
import type { Clock } from "../../operations/clock";
import type { Reporter } from "../../operations/reporter";

/**
 * A clock that moves only when something waits for it; waits in the background never end by
 * themselves.
 */
export class FakeClock implements Clock {
  /** Every wait, in milliseconds, in order. */
  readonly waits: number[] = [];
  private time = 0;
  private readonly background: (() => void)[] = [];

  now(): number {
    return this.time;
  }

  async sleep(
    ms: number,
    { signal, background = false }: { signal?: AbortSignal; background?: boolean } = {},
  ): Promise<void> {
    this.waits.push(ms);
    if (background)
      return new Promise((done, fail) => {
        this.background.push(done);
        signal?.addEventListener("abort", () => fail(new Error("the wait was ended")));
      });
    await turn();
    this.time += Math.max(0, ms);
  }

  /** It passes as a wait in the background does: only by {@link endBackground}. */
  deadline(_ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((done, fail) => {
      this.background.push(done);
      signal.addEventListener("abort", () => fail(new Error("the deadline was ended")));
    });
  }

  /** Ends the waits in the background, and passes all deadlines. */
  endBackground(): void {
    for (const end of this.background.splice(0)) end();
  }
}

/** A reporter that remembers what it was given. */
export class Lines implements Reporter {
  readonly infos: string[] = [];
  readonly warnings: string[] = [];

  info(message: string): void {
    this.infos.push(message);
  }

  warn(message: string): void {
    this.warnings.push(message);
  }
}

/** The error of something that must fail. */
export async function failureOf(work: Promise<unknown>): Promise<Error> {
  const [outcome] = await Promise.allSettled([work]);
  if (outcome.status === "fulfilled") throw new Error("it did not fail");
  return outcome.reason as Error;
}
