import type { Duration } from "./routing";

/** A length of time: a number and its unit. */
export const durationPattern = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;

const secondsIn: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Seconds in a duration; 0 for what is none. */
export function seconds(duration: Duration): number {
  const [, count = "0", unit = "s"] = durationPattern.exec(duration) ?? [];
  return Number(count) * (secondsIn[unit] ?? 0);
}
