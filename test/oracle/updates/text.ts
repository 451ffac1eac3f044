// Writes values as text by which they can be compared.
/** JSON with the keys of every object in order. */
export function text(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}

/** The same without what is undefined. */
export function plain(value: unknown): unknown {
  return JSON.parse(text(value));
}
