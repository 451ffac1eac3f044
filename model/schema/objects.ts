// The building blocks for mappings with known keys: any of them, at least one, exactly one.
import * as v from "valibot";
import { isMapping } from "./best-effort";
import { choose, inRow, refused } from "./common";
import { noted, noteOf, type Field, type Fields, type Note, type Schema } from "./note";

type OptionalKeys<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<unknown, true> ? K : never;
}[keyof F];

/** The value of a mapping with these keys. */
type Output<F extends Fields> = {
  [K in Exclude<keyof F, OptionalKeys<F>>]: ValueOf<F[K]>;
} & { [K in OptionalKeys<F>]?: ValueOf<F[K]> };
type ValueOf<F> = F extends Field<infer T> ? T : never;

interface ObjectOptions {
  /**
   * The allowed values in words.
   * @default "a mapping with" and the keys
   */
  readonly allowed?: string;
  /** What the mapping is, such as "a service"; its required keys follow it in the words. */
  readonly what?: string;
  /** Whether a mapping with one of the keys is enough, so that the words join them by "or". */
  readonly any?: boolean;
  /** Named mappings whose keys are a part of these. */
  readonly includes?: readonly v.GenericSchema[];
  /** Reasons by key, of keys that must be the same in every cluster and so can't stand here. */
  readonly alike?: Readonly<Record<string, string>>;
}

/** A mapping with known keys and no others. */
export function object<const F extends Fields>(
  fields: F,
  options: ObjectOptions = {},
): Schema<Output<F>> {
  const allowed = options.allowed ?? inWords(fields, options);
  const { alike } = options;
  const schema = lazily(() => ({ ...strict(fields, allowed), ...(alike && { alike }) }));
  const note: Note = { fields, allowed, ...(options.includes && { includes: options.includes }) };
  const chosen = choose<unknown>((given) => (isMapping(given) ? schema() : refused(allowed)));
  return noted(chosen as Schema<Output<F>>, note);
}

/** A mapping with known keys, and with at least one of them. */
export function someOf<const F extends Fields>(
  fields: F,
  options: ObjectOptions = {},
): Schema<Output<F>> {
  const schema = object(fields, { any: true, ...options });
  const { allowed = "" } = noteOf(schema);
  const chosen = choose<Output<F>>((given) =>
    isMapping(given) && Object.keys(given).length === 0 ? refused(allowed) : schema,
  );
  return noted(chosen, { ...noteOf(schema), keys: "at least one" });
}

/**
 * A mapping with exactly one of a few keys. T must be the union of the mappings with one of them.
 *
 * @param more what the words say after the keys
 */
export function exactlyOne<T>(fields: Fields, more = ""): Schema<T> {
  const keys = Object.keys(fields);
  const allowed = `exactly one of ${inRow(keys, "and")}${more}`;
  const schema = lazily(() => strict(allOptional(fields), allowed));
  const chosen = choose<unknown>((given) => {
    if (!isMapping(given)) return refused(allowed);
    const present = keys.filter((key) => given[key] !== undefined).length;
    // The schema reports a mistyped key as an unknown key.
    const unknown = Object.keys(given).some((key) => !keys.includes(key));
    return present === 1 || (present === 0 && unknown) ? schema() : refused(allowed);
  });
  return noted(chosen as Schema<T>, { fields, allowed, keys: "exactly one" });
}

/** The same keys, none of them required. */
export function allOptional<const F extends Fields>(
  fields: F,
): { readonly [K in keyof F]: Field<ValueOf<F[K]>, true> } {
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [key, { ...field, optional: true }]),
  ) as never;
}

/**
 * Makes something when it is first needed: most configs have few of all mappings, and `gray abort` waits
 * until the schemas are there.
 */
function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** The schema of valibot with these keys. */
function strict(fields: Fields, allowed: string) {
  return v.strictObject(
    Object.fromEntries(
      Object.entries(fields).map(([key, field]) => [
        key,
        field.optional ? v.optional(field.schema) : field.schema,
      ]),
    ),
    allowed,
  );
}

/** The keys in words, such as "a mapping with name, match and to"; of many keys the first three. */
function inWords(fields: Fields, { what, any }: ObjectOptions): string {
  const keys = Object.keys(fields).filter((key) => !what || !fields[key]?.optional);
  const most = 10;
  const words =
    keys.length > most ? [...keys.slice(0, 3), "…"].join(", ") : inRow(keys, any ? "or" : "and");
  return `${what ?? "a mapping"} with ${words}`;
}
