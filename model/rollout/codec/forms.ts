// The building blocks of the record's schemas: each demands a form and keeps what it does not know.
import * as v from "valibot";
import { durationPattern } from "../../release/duration";
import { isMapping } from "../../schema/best-effort";
import { choose, refused } from "../../schema/common";
import { allowedBy, type Schema } from "../../schema/note";

/*
 * The message of a schema says what is allowed at its place, as in model/schema. All schemas are made
 * once: an update reads a record of up to a megabyte from each cluster.
 */

/** A schema for each field of a type; those that may be left out by `v.optional()`. */
export type Fields<T> = { readonly [K in keyof T]-?: Schema<T[K]> };

/** The keys of all members of a union. */
type KeysOf<T> = T extends unknown ? keyof T : never;

/** A schema for each key out of which a mapping has exactly one. */
type Alternatives<T> = {
  readonly [K in KeysOf<T>]: Schema<T extends { readonly [_ in K]: infer V } ? V : never>;
};

/** A text, which may be empty. */
export const text = v.string("a text");

/** A whole number, which is at least `least`. */
export function count(least: number) {
  const allowed = `a whole number of at least ${least}`;
  return v.pipe(v.number(allowed), v.safeInteger(allowed), v.minValue(least, allowed));
}

/** A number that is not negative. */
export function atLeast0(allowed: string) {
  return v.pipe(v.number(allowed), v.minValue(0, allowed));
}

export const percent = (() => {
  const allowed = "a number from 0 to 100";
  return v.pipe(v.number(allowed), v.minValue(0, allowed), v.maxValue(100, allowed));
})();

/** A time as RFC 3339. */
export const time = (() => {
  const allowed = "a time such as 2030-01-31T12:00:00Z";
  return v.pipe(
    v.string(allowed),
    v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/, allowed),
    v.check((value) => !Number.isNaN(Date.parse(value)), allowed),
  );
})();

export const duration = (() => {
  const allowed = "a length of time such as 10m";
  return v.pipe(v.string(allowed), v.regex(durationPattern, allowed));
})();

export const oneOf = <const T extends string>(...values: readonly T[]) =>
  v.picklist(values, `one of ${values.join(", ")}`);

/** A mapping. The schemas `v.record` and `v.looseObject` alone accept a list, too. */
export const anyMapping = v.custom<Readonly<Record<string, unknown>>>(isMapping, "a mapping");

export const list = <T>(item: Schema<T>): Schema<T[]> => v.array(item, "a list");

/** valibot passes over entries of these names, to protect the prototypes of objects. */
const nothingPassedOver = v.check(
  // One by one: with a loop over the names, the first reading of a large record takes half as long again.
  (value: Readonly<Record<string, unknown>>) =>
    !Object.hasOwn(value, "__proto__") &&
    !Object.hasOwn(value, "prototype") &&
    !Object.hasOwn(value, "constructor"),
  "a mapping without the names __proto__, prototype, constructor",
);

/** A mapping of any names to values of one form. */
export function mapOf<T>(item: Schema<T>): Schema<Readonly<Record<string, T>>> {
  return v.pipe(anyMapping, nothingPassedOver, v.record(v.string(), item, "a mapping"));
}

/** A mapping with these fields. Others may stand beside them. */
export function fields<T>(of: Fields<T>): Schema<T> {
  const entries = of as Readonly<Record<string, Schema<unknown>>>;
  // A field that is not there is told by the mapping.
  const allowed = ({ path }: v.LooseObjectIssue) => allowedBy(entries[String(path?.[0].key)]);
  return v.pipe(anyMapping, v.looseObject(entries, allowed)) as unknown as Schema<T>;
}

/** A mapping with exactly one of some keys. */
export function oneKeyOf<T>(what: string, of: Alternatives<T>): Schema<T> {
  const forms = new Map(
    Object.entries<Schema<unknown>>(of).map(([key, schema]) => [key, fields({ [key]: schema })]),
  );
  const otherwise = refused(`${what}: one of ${[...forms.keys()].join(", ")}`);
  return choose((given) => {
    const [key = "", ...others] = isMapping(given) ? Object.keys(given) : [];
    return ((others.length === 0 && forms.get(key)) || otherwise) as Schema<T>;
  });
}
