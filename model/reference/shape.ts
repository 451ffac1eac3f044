// Reads valibot's schemas as plain shapes, for those who write types, a JSON schema and pages.
import type * as v from "valibot";
import { allowedBy, noteOf, type Fields, type ForeignType } from "../schema/note";

/** The form of a value, apart from its name and its words. */
export type Form =
  | { readonly kind: "text"; readonly pattern?: string; readonly least?: number }
  | {
      readonly kind: "number";
      readonly whole: boolean;
      readonly limits: Limits;
      /** The text by which a stack file may say it, too. */
      readonly pattern?: string;
    }
  | { readonly kind: "flag" }
  | { readonly kind: "words"; readonly words: readonly (string | number | boolean)[] }
  | { readonly kind: "list"; readonly item: Shape; readonly least: number }
  | { readonly kind: "record"; readonly name: Shape; readonly value: Shape }
  | ObjectForm
  | { readonly kind: "either"; readonly among: readonly Shape[] }
  | { readonly kind: "null" }
  | { readonly kind: "any" };

/** A mapping with known keys. */
export interface ObjectForm {
  readonly kind: "object";
  readonly fields: Fields;
  /** Named mappings whose keys are a part of these. */
  readonly includes: readonly Shape[];
  readonly keys?: "at least one" | "exactly one";
  /** Whether other keys are allowed. */
  readonly open: boolean;
}

/** The limits of a number, by their names in JSON schema. */
export interface Limits {
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
}

/** What a schema allows. */
export interface Shape {
  readonly form: Form;
  /** Name of its TypeScript type, and the sentences of that type. */
  readonly name?: string;
  readonly says?: string;
  /** The allowed values in words. */
  readonly allowed: string;
  readonly type?: ForeignType;
  /** The schema itself: two fields of one schema share a definition. */
  readonly schema: unknown;
}

/** The parts of valibot's schemas and actions that a shape comes from. */
interface Part {
  readonly type: string;
  readonly wrapped?: Part;
  readonly pipe?: readonly Part[];
  readonly requirement?: unknown;
  readonly options?: readonly string[];
  readonly literal?: string | number | boolean;
  readonly item?: Part;
  readonly key?: Part;
  readonly value?: Part;
  readonly entries?: Readonly<Record<string, Part>>;
}

/**
 * The shape of a schema.
 *
 * @throws Error for a kind of schema that this file does not know
 */
export function shapeOf(schema: unknown): Shape {
  const part = schema as Part;
  const { name, says, type } = noteOf(schema);
  const form = formOf(part);
  return {
    form,
    allowed: allowedBy(schema),
    schema,
    ...(name && { name }),
    ...(says && { says }),
    ...(type && { type }),
  };
}

function formOf(part: Part): Form {
  const note = noteOf(part);
  const { among, fields, keys } = note;
  if (fields) {
    const includes = (note.includes ?? []).map(shapeOf);
    return { kind: "object", fields, includes, open: false, ...(keys && { keys }) };
  }
  if (among) {
    const [only, ...more] = among.map(shapeOf);
    return only && more.length === 0 ? only.form : { kind: "either", among: among.map(shapeOf) };
  }
  const actions = actionsOf(part);
  const limit = (action: string) =>
    actions.find(({ type }) => type === action)?.requirement as number | undefined;
  switch (part.type) {
    case "string":
      return textForm(part, actions);
    case "number":
      return {
        kind: "number",
        whole: actions.some(({ type }) => type === "integer"),
        limits: limitsOf(limit),
        ...(note.pattern && { pattern: note.pattern.source }),
      };
    case "boolean":
      return { kind: "flag" };
    case "picklist":
      return { kind: "words", words: part.options ?? [] };
    case "literal":
      return { kind: "words", words: [part.literal ?? ""] };
    case "array":
      return { kind: "list", item: shapeOf(part.item), least: limit("min_length") ?? 0 };
    case "record":
      return { kind: "record", name: shapeOf(part.key), value: shapeOf(part.value) };
    case "loose_object":
      return { kind: "object", fields: looseFields(part), includes: [], open: true };
    case "optional":
      return shapeOf(part.wrapped).form;
    case "nullable":
    case "nullish":
      return { kind: "either", among: [shapeOf(part.wrapped), nothing] };
    case "unknown":
      return { kind: "any" };
    default:
      throw new Error(`a schema of the type ${part.type} has no shape; model/reference/shape.ts`);
  }
}

/** The actions of a schema, those of an inner pipe first. */
function actionsOf({ pipe: [inner, ...actions] = [] }: Part): Part[] {
  return inner ? [...actionsOf(inner), ...actions] : [];
}

const nothing: Shape = { form: { kind: "null" }, allowed: "null", schema: undefined };

function textForm(part: Part, actions: readonly Part[]): Form {
  const regex = actions.find(({ type }) => type === "regex")?.requirement as RegExp | undefined;
  const { pattern = regex } = noteOf(part);
  const least = actions.find(({ type }) => type === "min_length")?.requirement as
    number | undefined;
  if (pattern?.flags) throw new Error(`a JSON schema has no flags for ${String(pattern)}`);
  return {
    kind: "text",
    ...(pattern && { pattern: pattern.source }),
    ...(least !== undefined && { least }),
  };
}

function limitsOf(limit: (action: string) => number | undefined): Limits {
  const [minimum, above, maximum] = ["min_value", "gt_value", "max_value"].map(limit);
  return {
    ...(minimum !== undefined && { minimum }),
    ...(above !== undefined && { exclusiveMinimum: above }),
    ...(maximum !== undefined && { maximum }),
  };
}

/** The known keys of a mapping in Kubernetes' own form: they have no sentences here. */
function looseFields({ entries = {} }: Part): Fields {
  return Object.fromEntries(
    Object.entries(entries).map(([key, schema]) => [
      key,
      {
        schema: schema as unknown as v.GenericSchema,
        optional: ["optional", "nullish"].includes(schema.type),
        says: "",
      },
    ]),
  );
}

/** All shapes with names inside others, each once. */
export function namedShapes(roots: readonly Shape[]): Map<string, Shape> {
  const found = new Map<string, Shape>();
  const visit = (shape: Shape): void => {
    if (shape.name && found.has(shape.name)) return;
    if (shape.name) found.set(shape.name, shape);
    const { form } = shape;
    if (form.kind === "list") visit(form.item);
    if (form.kind === "record") [form.name, form.value].forEach(visit);
    if (form.kind === "either") form.among.forEach(visit);
    if (form.kind !== "object" || shape.type) return;
    form.includes.forEach(visit);
    Object.values(form.fields).forEach(({ schema }) => visit(shapeOf(schema)));
  };
  roots.forEach(visit);
  return found;
}
