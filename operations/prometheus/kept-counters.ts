/**
 * The counters of a server at the end of a window, for the next one that begins there: a process that
 * polls again then asks for the end alone. One that knows none asks for both.
 */
import type { Counters } from "./increments";
import { lookBackMs } from "./window";

/** Counters at a time; all times in milliseconds since 1970. */
export interface CountersAt {
  readonly counters: Counters;
  readonly atMs: number;
  /** When the server gave all of them at once: windows since then only said what was scraped in them. */
  readonly readMs: number;
}

/** The counters of one server by the query that gives them. */
export class KeptCounters {
  private readonly kept = new Map<string, CountersAt>();

  /**
   * The counters of a query at a time. Whoever takes them may change them, so they are kept no longer.
   *
   * @returns undefined where they are of another time, or so old that they may hold proxies that have
   *   been gone for longer than a server looks back
   */
  take(query: string, atMs: number): CountersAt | undefined {
    const found = this.kept.get(query);
    this.kept.delete(query);
    return found?.atMs === atMs && atMs - found.readMs < lookBackMs ? found : undefined;
  }

  keep(query: string, counters: CountersAt): void {
    // A server without counters may have lost them: it is asked again.
    if (counters.counters.size > 0) this.kept.set(query, counters);
  }

  /** Only those of this time stay: no window begins at another. */
  keepOnly(atMs: number): void {
    for (const [query, counters] of this.kept) if (counters.atMs !== atMs) this.kept.delete(query);
  }
}
