/** Decides which time of a server a poll counts. Pure. */

/** How long a proxy that could not be scraped keeps its last value, in milliseconds. */
export const lookBackMs = 15 * 60_000;

/** How many windows one poll counts at most, where a server was away. */
const mostWindows = 4;

/** What a window follows from; all times in milliseconds since 1970. */
export interface WindowQuestion {
  /** Where the last window of the server ended. Left out: this is the first one. */
  readonly from?: number;
  /** Since when requests count. */
  readonly fromMs: number;
  readonly nowMs: number;
  /** The server's newest sample. */
  readonly newestMs: number;
  readonly scrapeMs: number;
}

/** A time whose requests are counted. */
export interface Window {
  readonly beginMs: number;
  readonly endMs: number;
}

/**
 * The windows from where the last one ended until one scrape before now, or until the newest sample of a
 * server whose samples come late; each is at most as long as values are kept. A window is no shorter than a
 * scrape: two replicas behind one address are not scraped at the same time.
 *
 * @returns none while it is too early
 */
export function windowsOf({ from, fromMs, nowMs, newestMs, scrapeMs }: WindowQuestion): Window[] {
  const beginMs = from ?? fromMs + 2 * scrapeMs;
  const endMs = Math.min(nowMs - scrapeMs, newestMs);
  if (endMs - beginMs < scrapeMs) return [];
  const count = Math.min(mostWindows, Math.ceil((endMs - beginMs) / lookBackMs));
  return Array.from({ length: count }, (_, i) => ({
    beginMs: beginMs + i * lookBackMs,
    endMs: Math.min(endMs, beginMs + (i + 1) * lookBackMs),
  }));
}

/** Whether a server had samples at a time that were not old: else it was away then. */
export function wasThere(
  newestMs: number | undefined,
  { atMs, scrapeMs }: { readonly atMs: number; readonly scrapeMs: number },
): boolean {
  return newestMs !== undefined && newestMs >= atMs - Math.max(4 * scrapeMs, 60_000);
}
