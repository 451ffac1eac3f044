// Draws random values, from which the other arbitraries build releases and requests.
import fc from "fast-check";
import type { Weights } from "../../../model/release/routing";

/** More draws than any sample takes; those beyond are the simplest ones. */
const tapeLength = 800;

/**
 * Draws values one after the other, each of which may depend on those before; they shrink to the
 * first ones named.
 */
export class Draw {
  private constructor(private readonly next: () => number) {}

  /**
   * An arbitrary of the values that `build` makes from draws. It does not use `fc.gen`, because all
   * values that one run makes, such as the items of an array, would get the same draws.
   */
  static arbitrary<T>(build: (draw: Draw) => T): fc.Arbitrary<T> {
    return fc
      .array(fc.noBias(fc.nat()), { minLength: tapeLength, maxLength: tapeLength })
      .map((tape) => {
        let at = 0;
        return build(new Draw(() => tape[at++] ?? 0));
      });
  }

  /** Draws that a seed decides, for many runs that need no shrinking: the generator mulberry32. */
  static seeded(seed: number): Draw {
    let state = seed;
    return new Draw(() => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return (mixed ^ (mixed >>> 14)) >>> 1;
    });
  }

  /** A whole number between two others, both included. */
  whole(min: number, max: number): number {
    return min + (this.next() % (max - min + 1));
  }

  /** One of a list that is not empty. */
  one<T>(values: readonly T[]): T {
    return values[this.whole(0, values.length - 1)] as T;
  }

  /** Some of a list, in its order. */
  some<T>(values: readonly T[], least = 0): T[] {
    const drawn = values.filter(() => this.chance(50));
    return drawn.length >= least ? drawn : values.slice(0, least);
  }

  /** True in so many percent of all draws. */
  chance(percent: number): boolean {
    return this.whole(0, 99) >= 100 - percent;
  }

  /** A value, in so many percent of all draws. */
  maybe<T>(percent: number, make: () => T): T | undefined {
    return this.chance(percent) ? make() : undefined;
  }

  /** An object that has each part in so many percent of all draws; no part is undefined. */
  parts<T extends object>(percent: number, makers: { [K in keyof T]-?: () => T[K] }): Partial<T> {
    return present(
      Object.fromEntries(
        Object.entries<() => unknown>(makers).map(([key, make]) => [
          key,
          this.maybe(percent, make),
        ]),
      ),
    ) as Partial<T>;
  }

  /** The same with one part at least. */
  someParts<T extends object>(makers: { [K in keyof T]-?: () => T[K] }): Partial<T> {
    const drawn = this.parts<T>(50, makers);
    if (Object.keys(drawn).length > 0) return drawn;
    const key = this.one(Object.keys(makers)) as keyof T;
    return { [key]: makers[key]() } as unknown as Partial<T>;
  }

  /** Weights over the versions, whose sum is 100; some of them may be 0. */
  weights(versions: readonly string[]): Weights {
    const cut = () => this.one([100, 0, this.whole(1, 99), 50, 99.9, this.whole(1, 9999) / 100]);
    const cuts = versions.slice(1).map(cut);
    const edges = [0, ...cuts.sort((a, b) => a - b), 100];
    return Object.fromEntries(
      versions.map((version, i) => {
        const part = (edges[i + 1] ?? 0) - (edges[i] ?? 0);
        return [version, Number(part.toFixed(2))];
      }),
    );
  }
}

/** An object without its undefined parts. */
export function present<T extends object>(parts: T): T {
  return Object.fromEntries(Object.entries(parts).filter(([, one]) => one !== undefined)) as T;
}
