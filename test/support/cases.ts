// How many random cases a property tries, and which: few others each time in the daily loop, more and the same ones in
// `npm test`, and all of them, others each time, in the nightly workflow.

const { GRAY_ALL_CASES, GRAY_CASES = "0.1" } = process.env;

/** The share of its random cases that a property tries: GRAY_CASES, or 1 where GRAY_ALL_CASES is set. */
const share = GRAY_ALL_CASES === undefined ? Number(GRAY_CASES) : 1;

/** How many of so many random cases this run tries. */
export function cases(count: number): number {
  return Math.ceil(count * share);
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
