/** Puts what a metrics server says into one line. Pure. */

/** Letters of a server's words that a message repeats. */
const mostLetters = 200;

/** A text in one line without what a terminal would obey. */
export function oneLine(text: string): string {
  const line = text
    .slice(0, 4 * mostLetters)
    .replace(/[\s\p{C}]+/gu, " ")
    .trim();
  return line.length > mostLetters ? `${line.slice(0, mostLetters)}…` : line || "nothing";
}
