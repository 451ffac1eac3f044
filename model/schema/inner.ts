// Looks inside valibot's schemas: finds the schema for a path inside a value.
import type { Path } from "../problem";

/** The parts of valibot's schema objects that lead from one schema to the schemas inside it. */
export interface Inner {
  readonly type: string;
  readonly message?: unknown;
  readonly wrapped?: Inner;
  readonly getter?: (given: unknown) => Inner;
  readonly entries?: Readonly<Record<string, Inner>>;
  readonly value?: Inner;
  readonly item?: Inner;
  /** Reasons by key, of keys that must be the same in every cluster and so can't stand here. */
  readonly alike?: Readonly<Record<string, string>>;
}

/** The schema for a path inside a value. */
export function schemaAt(schema: unknown, path: Path, value: unknown): Inner | undefined {
  let here = value;
  let at = unwrap(schema as Inner, here);
  for (const step of path) {
    here = (here as Readonly<Record<string | number, unknown>> | null | undefined)?.[step];
    at = unwrap(at?.entries?.[String(step)] ?? at?.value ?? at?.item, here);
  }
  return at;
}

/** The schema inside optional, nullable and lazy ones. */
export function unwrap(schema: Inner | undefined, given: unknown): Inner | undefined {
  if (schema?.type === "optional" || schema?.type === "nullable")
    return unwrap(schema.wrapped, given);
  if (schema?.type === "lazy") return unwrap(schema.getter?.(given), given);
  return schema;
}
