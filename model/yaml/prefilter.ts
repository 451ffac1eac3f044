// Whether the text of a stack file is worth a closer look; most files are not.
import { mayBeMisread } from "./plain";

/**
 * Whether a text may hold what two readers take differently. It is sometimes wrong about texts in
 * quotes and comments, and never about a value without quotes: it looks at each word with which a
 * value may begin. A program that starts for each weight change reads the stack file as YAML only
 * where this says so.
 */
export function isWorthReading(text: string): boolean {
  if (rare.test(text) || hasBothForms(text)) return true;
  for (const [, word = ""] of text.matchAll(words)) {
    // A key ends with a colon, and a time may have some inside.
    if (mayBeMisread(word.replace(/:$/, ""))) return true;
  }
  return false;
}

/** A number, a date, or a word that stands for true, false or nothing, where a value may begin. */
const words =
  /(?:^|[-:?](?=\s)|["']:|[,[{]) *(?:&\S+ +)*((?:[-+]?\.?\d[\w.:+-]*|[-+]?\.(?:inf|nan)\b|(?:y|n|yes|no|on|off)(?= *(?:[,\]}:#]|$))|(?:~|null|true|false)(?= *:)))/gim;

/** Tags, directives, merge keys and odd characters have rules of their own. */
const rare =
  /[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]|(?:^|[-:?](?=\s)|["']:|[,[{]) *(?:&\S+ +)*!|^(?:%|---|\.\.\.)|<<|:config:/m;

/** Whether a key of the project stands with its namespace and, at the same depth, without it. */
function hasBothForms(text: string): boolean {
  const keys = [...text.matchAll(/^( *)["']?gray-release:([-\w]+)/gm)];
  return keys.some(([, indent, name]) =>
    new RegExp(`^${indent}["']?${name}["']?:`, "m").test(text),
  );
}
