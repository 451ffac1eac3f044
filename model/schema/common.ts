// The building blocks of all schemas: texts, numbers, durations, objects, mappings and lists.
import * as v from "valibot";
import { durationPattern, seconds } from "../release/duration";
import { labelValue, serviceName } from "../release/names";
import { isMapping } from "./best-effort";

/*
 * The message of a schema says which values are allowed at its place: it becomes the `allowed` line
 * of a Problem.
 */

/** A schema whose parsed value is a T. */
export type Schema<T> = v.GenericSchema<unknown, T>;

/** Text that is not empty. */
export const text = (allowed: string) => v.pipe(v.string(allowed), v.minLength(1, allowed));

/** Text of a certain form. */
export const named = (pattern: RegExp, allowed: string) =>
  v.pipe(v.string(allowed), v.regex(pattern, allowed));

/** A whole number between two others, both included. */
export const whole = (low: number, high: number, more = "") => {
  const allowed = `an integer from ${low} to ${high}${more}`;
  return v.pipe(
    v.number(allowed),
    v.integer(allowed),
    v.minValue(low, allowed),
    v.maxValue(high, allowed),
  );
};

/** True or false. */
export const flag = v.boolean("true or false");

/** One of a few words. */
export const oneOf = <const T extends string>(...words: readonly [T, ...T[]]) => {
  const [last, ...others] = [...words].reverse();
  return v.picklist(words, [others.reverse().join(", "), last].filter(Boolean).join(" or "));
};

/** A percentage of requests that is not 0. */
export const percent = (() => {
  const allowed = "a percentage above 0, up to 100";
  return v.pipe(v.number(allowed), v.gtValue(0, allowed), v.maxValue(100, allowed));
})();

/** A length of time. Istio takes none below a millisecond. */
export const duration = (() => {
  const allowed = "a duration of at least 1ms, such as 1.5s, 250ms, 5m or 1h";
  return v.pipe(
    v.string(allowed),
    v.regex(durationPattern, allowed),
    v.check((value) => seconds(value) >= 0.001, allowed),
  );
})();

/** A schema that accepts no value: the whole value is wrong. */
export const refused = (allowed: string) => v.custom<never>(() => false, allowed);

/**
 * A schema that depends on the given value, so that a mistake inside the value has its own path.
 */
export const choose = <T>(pick: (given: unknown) => Schema<T>): Schema<T> => v.lazy(pick);

/** An object with known keys and no others. */
export function object<const E extends v.ObjectEntries>(
  entries: E,
  allowed: string,
): Schema<v.InferOutput<v.StrictObjectSchema<E, string>>> {
  const schema = v.strictObject(entries, allowed);
  return choose((given) => (isMapping(given) ? schema : refused(allowed)));
}

/** An object with known keys, and with at least one of them. */
export function someOf<const E extends v.ObjectEntries>(
  entries: E,
  allowed: string,
): Schema<v.InferOutput<v.StrictObjectSchema<E, string>>> {
  const schema = object(entries, allowed);
  return choose((given) =>
    isMapping(given) && Object.keys(given).length === 0 ? refused(allowed) : schema,
  );
}

/**
 * An object with exactly one of a few keys. T must be the union of the objects that have one of
 * them.
 */
export function exactlyOne<T>(entries: Readonly<Record<string, Schema<unknown>>>, allowed: string) {
  const keys = Object.keys(entries);
  const optional = Object.fromEntries(
    Object.entries(entries).map(([key, schema]) => [key, v.optional(schema)]),
  );
  const schema = v.strictObject(optional, allowed);
  return choose((given) => {
    if (!isMapping(given)) return refused(allowed);
    const present = keys.filter((key) => given[key] !== undefined).length;
    // The schema reports a mistyped key as an unknown key.
    const unknown = Object.keys(given).some((key) => !keys.includes(key));
    return present === 1 || (present === 0 && unknown) ? schema : refused(allowed);
  }) as Schema<T>;
}

/** Values by name. */
export function record<T>(
  name: v.GenericSchema<string, string>,
  value: Schema<T>,
  allowed: string,
): Schema<Record<string, T>> {
  const schema = v.record(name, value, allowed);
  return choose((given) => (isMapping(given) ? schema : refused(allowed)));
}

/** A list with at least one item. */
export const listOf = <T>(item: Schema<T>, allowed: string): Schema<T[]> =>
  v.pipe(v.array(item, allowed), v.minLength(1, `${allowed}, at least one`));

export const mapping = "a mapping of names to values";
export const anyName = v.string();
export const strings = record(anyName, v.string("a string"), mapping);
export const label = "a DNS label: lower-case letters, digits and '-', at most 63 characters";
export const port = whole(1, 65535);

/** Name of a version. */
export const version = named(
  labelValue,
  "a version name that is a label value: letters, digits, '-', '_' and '.', at most 63 characters, a letter or digit at both ends",
);

/** Name of a service. */
export const service = named(
  serviceName,
  "a Service name: a DNS label that begins with a letter, at most 63 characters",
);

/**
 * Name of an HTTP header, a cookie or the like
 * (https://www.rfc-editor.org/rfc/rfc9110#name-tokens).
 */
export const token = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

export const headerName = named(token, "a header name: letters, digits and '-'");
