// Breaks good configs in one place each: a key, a type, a range, a word or a form that the schema
// does not allow there.
import * as v from "valibot";
import { shapeOf, type ObjectForm, type Shape } from "../../../model/reference/shape";
import type { Path } from "../../../model/problem";
import { configFields } from "../../../model/schema/config";
import type { Fields } from "../../../model/schema/note";

/** A config with one mistake. */
export interface Mutation {
  /** What was broken. */
  readonly kind: "key" | "missing" | "type" | "range" | "word" | "form";
  /** The place, with `*` for names that users choose. */
  readonly place: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Every mutation of a good config, by the schema of each value in it. */
export function mutationsOf(config: Readonly<Record<string, unknown>>): Mutation[] {
  const root: ObjectForm = { kind: "object", fields: configFields, includes: [], open: false };
  return inObject(root, config, [], []).map(({ kind, place, path, value }) => ({
    kind,
    place: place.join("."),
    config: (path.length === 0 ? value : withValue(config, path, value)) as typeof config,
  }));
}

/** A change of the value at a path. */
interface Change {
  readonly kind: Mutation["kind"];
  readonly place: readonly string[];
  readonly path: Path;
  readonly value: unknown;
}

function inside(shape: Shape, value: unknown, place: readonly string[], path: Path): Change[] {
  const { form, type } = shape;
  const change = (kind: Change["kind"], to: unknown): Change => ({ kind, place, path, value: to });
  if (form.kind === "any" || form.kind === "null") return [];
  const wrongType = change("type", Array.isArray(value) ? 5 : [["a list"]]);
  if (type) return [wrongType];
  switch (form.kind) {
    case "either": {
      const taken = form.among.find((one) => v.is(one.schema as v.GenericSchema, value));
      const deeper = taken ? inside(taken, value, place, path) : [];
      return [wrongType, ...deeper.filter(({ kind, path: at }) => at !== path || kind !== "type")];
    }
    case "text":
      return [wrongType, ...(form.pattern ? [change("form", " {\n")] : [])];
    case "words":
      return [wrongType, change("word", `${String(value)}-x`)];
    case "number": {
      const { minimum, exclusiveMinimum, maximum } = form.limits;
      const low = exclusiveMinimum ?? (minimum === undefined ? undefined : minimum - 1);
      return [
        wrongType,
        change("type", "many"),
        ...(low === undefined ? [] : [change("range", low)]),
        ...(maximum === undefined ? [] : [change("range", maximum + 1)]),
        ...(form.whole ? [change("range", 0.5)] : []),
      ];
    }
    case "flag":
      return [wrongType, change("type", 5)];
    case "list":
      return [
        wrongType,
        ...(form.least > 0 ? [change("range", [])] : []),
        ...(value as unknown[]).flatMap((item, i) =>
          inside(form.item, item, [...place, "[]"], [...path, i]),
        ),
      ];
    case "record":
      return [
        wrongType,
        ...Object.entries(value as object).flatMap(([name, one]) =>
          inside(form.value, one, [...place, "*"], [...path, name]),
        ),
      ];
    case "object":
      return [wrongType, ...inObject(form, value as Record<string, unknown>, place, path)];
  }
}

function inObject(
  { fields, open, keys }: ObjectForm,
  value: Readonly<Record<string, unknown>>,
  place: readonly string[],
  path: Path,
): Change[] {
  if (open) return [];
  const all: Fields = fields;
  return Object.entries(value).flatMap(([key, one]): Change[] => {
    const field = all[key];
    if (!field) return [];
    const { [key]: _, ...others } = value;
    const at = [...place, key];
    return [
      { kind: "key", place: at, path, value: { ...others, [`${key}x`]: one } },
      ...(field.optional || keys
        ? []
        : [{ kind: "missing" as const, place: at, path, value: others }]),
      ...inside(shapeOf(field.schema), one, at, [...path, key]),
    ];
  });
}

function withValue(root: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  const copy: unknown = Array.isArray(root) ? [...(root as unknown[])] : { ...(root as object) };
  const entries = copy as Record<string | number, unknown>;
  entries[step] = withValue(entries[step], rest, value);
  return copy;
}
