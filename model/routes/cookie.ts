// Writes a condition on a cookie as a regular expression on the header `cookie`.
import type { ValueMatch } from "../release/routing";
import { isStringMatch } from "./match-fields";

/**
 * An RE2 expression that finds one cookie among the others; it must match the header `cookie` as a
 * whole. Istio has no condition on a cookie
 * (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest).
 */
export function cookieExpression(name: string, match: ValueMatch): string {
  return `(.*;\\s*)?${quoted(name)}=${valueExpression(match)}(;.*)?`;
}

function valueExpression(match: ValueMatch): string {
  if (!isStringMatch(match)) return "[^;]*";
  if ("exact" in match) return quoted(match.exact);
  if ("prefix" in match) return `${quoted(match.prefix)}[^;]*`;
  return `(?:${withinCookie(match.regex)})`;
}

/**
 * Parts of an expression with a special meaning: escapes, the begin and the end of a class, and the
 * dot.
 */
const parts = /\\[\s\S]|\[\^?\]?|\]|\./g;

/** Parts that also match a semicolon outside of classes, each with a part that does not. */
const withoutSemicolon: Readonly<Record<string, string>> = {
  ".": "[^;]",
  "\\D": "[^\\d;]",
  "\\S": "[^\\s;]",
  "\\W": "[^\\w;]",
};

/**
 * Changes an expression so that it matches no semicolon. A semicolon ends a cookie: else the
 * expression would also match the value of the next cookie.
 */
function withinCookie(regex: string): string {
  let inClass = false;
  return regex.replace(parts, (part) => {
    if (inClass) {
      inClass = part !== "]";
      return part;
    }
    inClass = part.startsWith("[");
    // In RE2 a bracket directly after the begin of a class is one of its characters.
    if (part.startsWith("[^")) return `${part};`;
    return withoutSemicolon[part] ?? part;
  });
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
