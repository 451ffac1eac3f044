// What a schema carries beside its validation: names, sentences, defaults and examples. Docstrings,
// hovers of editors and the reference pages come from them.
import type * as v from "valibot";

/** A schema whose parsed value is a T. */
export type Schema<T> = v.GenericSchema<unknown, T>;

/** What a field means; plain data, because every command loads it. */
export interface Meaning {
  /** The default, as a value. */
  readonly default?: unknown;
  /** The default in words, where no single value says it. */
  readonly otherwise?: string;
  /** A value that a user could write. */
  readonly example?: unknown;
}

/** One key of a mapping: its schema, and what it means. */
export interface Field<T = unknown, Optional extends boolean = boolean> extends Meaning {
  readonly schema: Schema<T>;
  readonly optional: Optional;
  /** One or more sentences. */
  readonly says: string;
}

/** The keys of a mapping. */
export type Fields = Readonly<Record<string, Field>>;

/** A key that must be there. */
export function required<T>(
  schema: Schema<T>,
  says: string,
  meaning: Meaning = {},
): Field<T, false> {
  return { schema, optional: false, says, ...meaning };
}

/** A key that a user may leave out. */
export function optional<T>(
  schema: Schema<T>,
  says: string,
  meaning: Meaning = {},
): Field<T, true> {
  return { schema, optional: true, says, ...meaning };
}

/** What a schema says about itself, for those who write types and pages from it. */
export interface Note {
  /** Name of its TypeScript type, if it has one. */
  readonly name?: string;
  /** The sentences of that type. */
  readonly says?: string;
  /** The allowed values in words, where valibot's schema has no message. */
  readonly allowed?: string;
  /** The schemas out of which a given value chooses one. */
  readonly among?: readonly v.GenericSchema[];
  /** The keys of a mapping. */
  readonly fields?: Fields;
  /** Named mappings whose keys are a part of these. */
  readonly includes?: readonly v.GenericSchema[];
  /** How many of the keys a mapping must have; left out: the required ones. */
  readonly keys?: "at least one" | "exactly one";
  /** The form of a text, where a function checks it; or of a text that stands for a number. */
  readonly pattern?: RegExp;
  /** The TypeScript type of a value in another project's form. */
  readonly type?: ForeignType;
}

/** A type that this project does not write. */
export interface ForeignType {
  readonly text: string;
  /** The modules of the names in it. */
  readonly from: Readonly<Record<string, string>>;
}

/** A copy of a schema with a note. */
export function noted<S>(schema: S, note: Note): S {
  return { ...schema, note: { ...noteOf(schema), ...note } };
}

/** The note of a schema. */
export function noteOf(schema: unknown): Note {
  return (schema as { readonly note?: Note } | undefined)?.note ?? {};
}

/** Gives a schema a TypeScript type of its own, with its docstring. */
export function typed<S>(name: string, says: string, schema: S): S {
  return noted(schema, { name, says });
}

/** The values that a schema allows, in words. */
export function allowedBy(schema: unknown): string {
  const message = (schema as { readonly message?: unknown } | undefined)?.message;
  return noteOf(schema).allowed ?? (typeof message === "string" ? message : "a value");
}
