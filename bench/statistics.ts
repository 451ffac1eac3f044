/** Middle, smallest and largest of a series, in the unit of its values. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @throws RangeError for an empty series, which has none of them */
export function summarize(values: readonly number[]): Summary {
  if (values.length === 0) throw new RangeError("an empty series has no median");
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1] as number;
  const high = sorted[Math.floor(middle)] as number;
  return {
    median: (low + high) / 2,
    min: sorted[0] as number,
    max: sorted[sorted.length - 1] as number,
  };
}

/**
 * One series over another, run by run: what both shared in a run, such as other load, falls out of
 * the ratio.
 */
export function ratios(values: readonly number[], others: readonly number[]): Summary {
  if (values.length !== others.length)
    throw new RangeError(`series of ${values.length} and ${others.length} runs can't be compared`);
  return summarize(values.map((value, run) => value / (others[run] as number)));
}

/** The sum of one figure of all items. */
export function sumOf<K extends string>(
  items: readonly Readonly<Record<K, number>>[],
  key: K,
): number {
  return items.reduce((all, item) => all + item[key], 0);
}
