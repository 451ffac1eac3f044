// Numbers as people read them.

/** Such as `15,021`. */
export function countText(count: number): string {
  return count.toLocaleString("en-US");
}

/** Such as `5.2 %`; `-` where there is nothing to divide by. */
export function shareText(part: number, whole: number): string {
  return whole === 0 ? "-" : `${Number(((100 * part) / whole).toPrecision(3))}\u00a0%`;
}
