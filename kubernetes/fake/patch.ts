// JSON merge patches and strategic merge patches of the fake API server.
import { isMap, type Fields } from "./field-set";
import { itemElement, type FieldPath, type Schema } from "./schema";

/** RFC 7386: null deletes, lists are replaced. */
export function mergePatched(target: unknown, patch: unknown): unknown {
  if (!isMap(patch)) return structuredClone(patch);
  const result: Fields = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch))
    if (value === null) delete result[key];
    else result[key] = mergePatched(result[key], value);
  return result;
}

/** As a merge patch; items of lists with keys are merged, and deleted with `$patch: delete`. Other directives are none. */
export function strategicPatched(
  target: unknown,
  patch: unknown,
  schema: Schema,
  path: FieldPath = [],
): unknown {
  if (Array.isArray(patch)) return patchedList(target, patch, schema, path);
  if (!isMap(patch)) return structuredClone(patch);
  const result: Fields = isMap(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch))
    if (value === null) delete result[key];
    else if (!key.startsWith("$"))
      result[key] = strategicPatched(result[key], value, schema, [...path, `f:${key}`]);
  return result;
}

function patchedList(
  target: unknown,
  patch: readonly unknown[],
  schema: Schema,
  path: FieldPath,
): unknown[] {
  const type = schema.list(path);
  if (type === "atomic") return structuredClone([...patch]);
  const items = (Array.isArray(target) ? target : []) as unknown[];
  const result = new Map(items.map((item) => [itemElement(type, item), item]));
  for (const item of patch) {
    const element = itemElement(type, item);
    if (isMap(item) && item.$patch === "delete") result.delete(element);
    else
      result.set(element, strategicPatched(result.get(element), item, schema, [...path, element]));
  }
  return [...result.values()];
}
