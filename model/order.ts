// The one order of a mapping's keys: the order in which somebody wrote them carries no meaning.
import { isMapping } from "./schema/best-effort";
import { deepestValue } from "./release/reserved-names";

/**
 * Compares two names as people number them: v2 comes before v10. Whole numbers come first, because
 * JavaScript puts them there in every mapping.
 */
export function compareNames(a: string, b: string): number {
  // Most names have no number, and this is asked very often.
  if (!digit.test(a) && !digit.test(b)) return compare(a, b);
  const [first, second] = [isIndex(a), isIndex(b)];
  if (first || second) return first && second ? Number(a) - Number(b) : first ? -1 : 1;
  const [left, right] = [a.match(parts) ?? [], b.match(parts) ?? []];
  for (const [i, part] of left.entries()) {
    const other = right[i];
    if (other === undefined) return 1;
    const order = compareParts(part, other);
    if (order !== 0) return order;
  }
  if (left.length < right.length) return -1;
  return compare(a, b);
}

const digit = /\d/;

/** Digits, or letters in between. */
const parts = /\d+|\D+/g;

function compareParts(a: string, b: string): number {
  if (!/^\d/.test(a) || !/^\d/.test(b)) return compare(a, b);
  const [left, right] = [a.replace(/^0+/, ""), b.replace(/^0+/, "")];
  return left.length - right.length || compare(left, right);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Whether JavaScript takes a key for an index, which it keeps before all other keys. */
function isIndex(key: string): boolean {
  return /^(0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1;
}

/**
 * A value whose mappings have their keys in the order of {@link compareNames}, also inside; lists
 * keep theirs. It is the value itself where that is so already. What is no plain data, such as an
 * Output of Pulumi, stays as it is.
 */
export function inOrder<T>(value: T, depth = 0): T {
  // What is deeper than any declaration is refused, and need not be read.
  if (depth > deepestValue + 1) return value;
  if (Array.isArray(value)) return orderedList(value, depth) as T;
  if (!isMapping(value) || !isPlain(value)) return value;
  const names = Object.keys(value);
  const sorted = isSorted(names) ? names : [...names].sort(compareNames);
  const inside = sorted.map((name) => inOrder(value[name], depth + 1));
  const same = sorted.every((name, i) => name === names[i] && inside[i] === value[name]);
  return same ? value : (Object.fromEntries(sorted.map((name, i) => [name, inside[i]])) as T);
}

function isSorted(names: readonly string[]): boolean {
  return names.every((name, i) => i === 0 || compareNames(names[i - 1]!, name) <= 0);
}

/** A list that lost a broken item keeps the hole, so that the others keep their index. */
function orderedList(list: readonly unknown[], depth: number): readonly unknown[] {
  const ordered = list.map((item) => inOrder(item, depth + 1));
  return ordered.every((item, i) => item === list[i]) ? list : ordered;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
