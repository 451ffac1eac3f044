/** Times as people read them: clocks of API servers tell whole seconds. */

/** A time as RFC 3339 in whole seconds. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
}
