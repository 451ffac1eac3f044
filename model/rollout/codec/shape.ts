// Looks whether plain data has the form that its type says. It copies nothing and stops at the first mistake: a record of
// many clusters is looked at in every update.

/** What is wrong with a value. */
export interface Mistake {
  /** Keys and indexes from the outside to the inside. */
  readonly path: readonly (string | number)[];
  /** What is allowed there, in words. */
  readonly allowed: string;
}

/** @returns undefined where nothing is wrong */
export type Shape = (value: unknown) => Mistake | undefined;

/** A shape for each field of a type; optional ones by {@link optional}. */
export type Fields<T> = { readonly [K in keyof T]-?: Shape };

type Map = Readonly<Record<string, unknown>>;

export function isMap(value: unknown): value is Map {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value for which a condition holds. */
export function where(allowed: string, holds: (value: unknown) => boolean): Shape {
  const mistake: Mistake = { path: [], allowed };
  return (value) => (holds(value) ? undefined : mistake);
}

export const text = where("a text", (value) => typeof value === "string");

export const flag = where("true or false", (value) => typeof value === "boolean");

/** A whole number, which is at least `least`. */
export function count(least: number): Shape {
  return where(
    `a whole number of at least ${least}`,
    (value) => Number.isSafeInteger(value) && (value as number) >= least,
  );
}

export const percent = where(
  "a number from 0 to 100",
  (value) => typeof value === "number" && value >= 0 && value <= 100,
);

/** A time as RFC 3339. */
export const time = where(
  "a time such as 2030-01-31T12:00:00Z",
  (value) =>
    typeof value === "string" &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
);

export function oneOf(...values: readonly string[]): Shape {
  return where(`one of ${values.join(", ")}`, (value) => values.includes(value as string));
}

export function optional(shape: Shape): Shape {
  return (value) => (value === undefined ? undefined : shape(value));
}

/** The first of two shapes, or the second one where that holds; else the mistake of the first. */
export function either(first: Shape, second: Shape): Shape {
  return (value) => {
    const mistake = first(value);
    return mistake && second(value) && mistake;
  };
}

export function list(item: Shape): Shape {
  return (value) => {
    if (!Array.isArray(value)) return { path: [], allowed: "a list" };
    for (let i = 0; i < value.length; i += 1) {
      const mistake = item(value[i]);
      if (mistake) return below(i, mistake);
    }
    return undefined;
  };
}

/** A mapping of any keys to values of one shape. */
export function mapOf(item: Shape): Shape {
  return (value) => {
    if (!isMap(value)) return { path: [], allowed: "a mapping" };
    for (const key in value) {
      const mistake = item(value[key]);
      if (mistake) return below(key, mistake);
    }
    return undefined;
  };
}

/** A mapping with these fields. Others may stand beside them. */
export function fields(of: Readonly<Record<string, Shape>>): Shape {
  const all = Object.entries(of);
  return (value) => {
    if (!isMap(value)) return { path: [], allowed: "a mapping" };
    for (const [key, shape] of all) {
      const mistake = shape(value[key]);
      if (mistake) return below(key, mistake);
    }
    return undefined;
  };
}

/** A mapping with exactly one of some keys. */
export function oneKeyOf(what: string, of: Readonly<Record<string, Shape>>): Shape {
  const allowed = `${what}: one of ${Object.keys(of).join(", ")}`;
  return (value) => {
    const [key = "", ...others] = isMap(value) ? Object.keys(value) : [];
    if (!Object.hasOwn(of, key) || others.length > 0) return { path: [], allowed };
    const mistake = of[key]?.((value as Map)[key]);
    return mistake && below(key, mistake);
  };
}

function below(key: string | number, { path, allowed }: Mistake): Mistake {
  return { path: [key, ...path], allowed };
}
