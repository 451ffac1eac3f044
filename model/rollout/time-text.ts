// Lengths of time in words.

/** A length of time in its two largest units: `2h 5m`, `4m 12s`, `0.5s`. */
export function timeText(seconds: number): string {
  if (seconds < 1) return `${Math.max(0, Number(seconds.toFixed(2)))}s`;
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 86_400), "d"],
    [Math.floor(whole / 3600) % 24, "h"],
    [Math.floor(whole / 60) % 60, "m"],
    [whole % 60, "s"],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join(" ");
}
