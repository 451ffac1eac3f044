/** Puts the weights of shares on one scale, percent, where a plan has a finer one. Pure. */
import { isMapping } from "../../model/schema/best-effort";

type Shares = readonly unknown[];

/** The sums of weights that a plan has: percent, and powers of it where percentages have decimals. */
const sums = [100, 10_000, 1_000_000, 100_000_000];

/**
 * Two lists of shares with weights in percent, where one of them has a finer scale: else a change
 * from 0.5 to 50 % would read as one from 50 to 50. A list of which someone changed one weight alone
 * has another sum, and the scale of the other list. Lists that say the same on two scales stay as
 * they are, because their weights differ for an API server.
 */
export function onOneScale(declared: Shares, live: Shares): readonly [Shares, Shares] {
  const [ours, theirs] = [scaleOf(declared), scaleOf(live)];
  if (Math.max(ours ?? 1, theirs ?? 1) === 1) return [declared, live];
  const inPercent = [
    onScale(declared, ours ?? theirs ?? 1),
    onScale(live, theirs ?? ours ?? 1),
  ] as const;
  const [one, other] = inPercent.map((list) => JSON.stringify(list.map(textOf).sort()));
  return one === other ? [declared, live] : inPercent;
}

/** Shares with weights in percent, where their sum is on a finer scale. */
export function inPercent(shares: Shares): Shares {
  const scale = scaleOf(shares) ?? 1;
  return scale === 1 ? shares : onScale(shares, scale);
}

/** Weights for one percent; undefined for a sum that no plan has. */
function scaleOf(shares: Shares): number | undefined {
  const sum = shares.reduce<number>((all, one) => all + weightOf(one), 0);
  return sums.includes(sum) ? sum / 100 : undefined;
}

function onScale(shares: Shares, scale: number): Shares {
  return shares.map((one) => ({ ...(one as object), weight: weightOf(one) / scale }));
}

function weightOf(share: unknown): number {
  return isMapping(share) && typeof share.weight === "number" ? share.weight : 0;
}

function textOf(share: unknown): string {
  const { destination, weight } = share as { destination?: { subset?: string }; weight?: number };
  return `${String(destination?.subset)} ${weight}`;
}
