// Reads off an update's output how long proxies took for each stage.
/** Seconds by stage, such as `{ routes: 0.31 }`; empty where the update waited for none. */
export type Settling = Readonly<Record<string, number>>;

/** What an update says at its end: `Proxies took places after 0.32 s (12 proxies), routes after …` */
export function settlingOf(output: string): Settling {
  const [, told = ""] = /Proxies took (.*)/.exec(output) ?? [];
  const stages = [...told.matchAll(/([a-z]+) after ([\d.]+) s/g)];
  return Object.fromEntries(stages.map(([, stage = "", seconds]) => [stage, Number(seconds)]));
}

/** The longest of them; 0 where there is none. */
export function longest(settling: Settling): number {
  return Math.max(0, ...Object.values(settling));
}
