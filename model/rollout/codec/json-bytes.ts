// How much room a value takes in a record.

/** Bytes of JSON, at most: a character takes up to three bytes in UTF-8, and JSON may write it as six. */
export function jsonBytes(value: unknown): number {
  const text = JSON.stringify(value);
  return text.length + 1 + (text.match(/[^\0-\x7f]/g)?.length ?? 0) * 2;
}
