// Reads lengths of time such as `1.5s`; schemas and the planner use it.
import type { Duration } from "./routing";

/** The form of a duration: a number and its unit. */
export const durationPattern = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;

const secondsIn: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/** Seconds in a duration; 0 for a text that is no duration. */
export function seconds(duration: Duration): number {
  const [, count = "0", unit = "s"] = durationPattern.exec(duration) ?? [];
  return Number(count) * (secondsIn[unit] ?? 0);
}
