// How many random cases a property tries, and which: few others each time in the daily loop, the same ones in `npm test`.

/** Set by scripts/test.mjs. */
const all = process.env.GRAY_ALL_CASES !== undefined;

/** A tenth of so many random cases; in `npm test`, or where GRAY_ALL_CASES is set, all of them. */
export function cases(count: number): number {
  return all ? count : Math.ceil(count / 10);
}

/**
 * The seed of all random cases. It is another one in each run, except in `npm test`: what that says
 * must hang on the change under test, and not on chance. Set GRAY_SEED to repeat a run.
 */
export const seed = Number(process.env.GRAY_SEED ?? Math.floor(Math.random() * 1e9));

/**
 * The first seed of a spec with seeds of its own, and whether it was asked for by name, so that it is
 * to be run alone.
 *
 * @param variable that repeats one of its cases, such as `GRAY_FUZZ_SEED`
 */
export function seedFrom(variable: string): { readonly first: number; readonly alone: boolean } {
  const given = process.env[variable];
  return given === undefined
    ? { first: seed, alone: false }
    : { first: Number(given), alone: true };
}
