// Reads the durations of a declaration.

/** Length of a duration such as `1.5s` or `250ms`. */
export function milliseconds(duration: string): number {
  const units: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 };
  return [...duration.matchAll(/([\d.]+)(h|ms|m|s)/g)]
    .map(([, number, unit]) => Number(number) * (units[unit ?? ""] ?? NaN))
    .reduce((sum, part) => sum + part, 0);
}
