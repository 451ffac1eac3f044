// Groups the elements of a list by keys.

/** The elements by key, in their order; one with several keys is in each of their groups. */
export function groups<T>(
  list: readonly T[],
  keysOf: (one: T) => readonly string[],
): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const one of list)
    for (const key of keysOf(one)) {
      const group = found.get(key);
      if (group) group.push(one);
      else found.set(key, [one]);
    }
  return found;
}
