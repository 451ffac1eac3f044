/**
 * Computes the `pod` of a version: the change from the generated pod template to the live one.
 * Pure.
 */
import { mergeKeys } from "../../../model/manifests/strategic-merge";
import { isMapping } from "../../../model/schema/best-effort";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The change that, merged over one value, gives another: the inverse of {@link merged}.
 *
 * @returns undefined where the two are the same
 */
export function difference(from: unknown, to: unknown, field = ""): unknown {
  if (same(from, to)) return undefined;
  if (isMapping(from) && isMapping(to)) return ofMappings(from, to);
  const key = mergeKeys[field];
  if (key !== undefined && Array.isArray(from) && Array.isArray(to)) return ofLists(from, to, key);
  return to;
}

/** Whether two values are the same as JSON; the order of their fields may differ. */
export function same(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, i) => same(item, other[i]));
  if (!isMapping(one) || !isMapping(other)) return one === other;
  return [...Object.keys(one), ...Object.keys(other)].every((key) => same(one[key], other[key]));
}

function ofMappings(from: Fields, to: Fields): Fields {
  const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return Object.fromEntries(
    names
      .map((name) => [name, to[name] === undefined ? null : difference(from[name], to[name], name)])
      .filter(
        ([name, change]) => change !== undefined && from[name as string] !== to[name as string],
      ),
  ) as Fields;
}

/**
 * Items that are new or changed; all of them, by their keys at least, where their order would not
 * be the same.
 */
function ofLists(from: readonly unknown[], to: readonly unknown[], key: string): unknown[] {
  const nameOf = (item: unknown) => (isMapping(item) ? item[key] : undefined);
  const before = (item: unknown) => from.find((one) => nameOf(one) === nameOf(item));
  const changes = to.map((item) => {
    const known = before(item);
    const change = known === undefined ? item : difference(known, item);
    return isMapping(change) ? { [key]: nameOf(item), ...change } : change;
  });
  const order = [...from.map(nameOf), ...to.filter((item) => !before(item)).map(nameOf)];
  if (same(order, to.map(nameOf))) return changes.filter((change) => change !== undefined);
  return changes.map((change, i) => change ?? { [key]: nameOf(to[i]) });
}
