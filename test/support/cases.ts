// How many random cases a property tries: few in the daily loop, all of them in `npm test`.

/** Set by scripts/test.mjs. */
const all = process.env.GRAY_ALL_CASES !== undefined;

/** A tenth of so many random cases; in `npm test`, or where GRAY_ALL_CASES is set, all of them. */
export function cases(count: number): number {
  return all ? count : Math.ceil(count / 10);
}
