// The single values inside an object, each by its whole key, so that two objects can be compared.
import { isMapping } from "../schema/best-effort";
import { mergeKeys } from "./strategic-merge";

/**
 * The values inside mappings by their whole keys, such as `resources.limits.memory`; the items of a
 * list that Kubernetes merges by a key stand under their names.
 */
export function leaves(
  value: Readonly<Record<string, unknown>>,
  before = "",
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inside]): [string, unknown][] => {
      const key = `${before}${name}`;
      if (isMapping(inside)) return Object.entries(leaves(inside, `${key}.`));
      const items = byMergeKey(name, inside);
      if (items) return Object.entries(leaves(items, `${key}.`));
      return inside === undefined ? [] : [[key, inside]];
    }),
  );
}

/** The items of a list by the key by which Kubernetes merges them; undefined if one has none. */
function byMergeKey(field: string, list: unknown): Record<string, unknown> | undefined {
  const key = mergeKeys[field];
  if (key === undefined || !Array.isArray(list)) return undefined;
  const items = list.map((item: unknown) =>
    isMapping(item) && ["string", "number"].includes(typeof item[key])
      ? ([`${item[key] as string | number}`, without(item, key)] as const)
      : undefined,
  );
  return items.includes(undefined)
    ? undefined
    : Object.fromEntries(items as (readonly [string, unknown])[]);
}

function without(item: Readonly<Record<string, unknown>>, key: string): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).filter(([name]) => name !== key));
}
