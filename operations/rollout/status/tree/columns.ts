/** How many columns of a terminal a text takes. Pure. */
import stringWidth from "string-width";

/** What is below takes a column at most, as the signs and lines of a tree do. */
const narrow = /^[ -\u10ff→─│├└█░✔✖●○…]*$/;

/** Whether a text fits. Most do, which is told in a hundredth of the time that a measure takes. */
export function fits(text: string, columns: number): boolean {
  return (text.length <= columns && narrow.test(text)) || stringWidth(text) <= columns;
}

/** A text with spaces up to a column. */
export function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - stringWidth(text)));
}
