import type { StringMatch } from "../release/routing";

/**
 * RE2 for one cookie among the others in the header `cookie`, which it must match as a whole: Istio has no condition on
 * a cookie (https://istio.io/latest/docs/reference/config/networking/virtual-service/#HTTPMatchRequest).
 */
export function cookieExpression(name: string, match: StringMatch): string {
  return `(.*;\\s*)?${quoted(name)}=${valueExpression(match)}(;.*)?`;
}

function valueExpression(match: StringMatch): string {
  if ("exact" in match) return quoted(match.exact);
  if ("prefix" in match) return `${quoted(match.prefix)}[^;]*`;
  return `(?:${withinCookie(match.regex)})`;
}

/** Parts of an expression that stand for more than themselves, and end no class: an escape, a class's begin, any character. */
const parts = /\\[\s\S]|\[\^?\]?|\]|\./g;

/** What stands for a semicolon too, outside of classes. */
const withoutSemicolon: Readonly<Record<string, string>> = {
  ".": "[^;]",
  "\\D": "[^\\d;]",
  "\\S": "[^\\s;]",
  "\\W": "[^\\w;]",
};

/** The expression without the semicolon, which ends a cookie: else it would go on in the next one's value. */
function withinCookie(regex: string): string {
  let inClass = false;
  return regex.replace(parts, (part) => {
    if (inClass) {
      inClass = part !== "]";
      return part;
    }
    inClass = part.startsWith("[");
    // In RE2 a bracket right behind the class's begin is one of its characters.
    if (part.startsWith("[^")) return `${part};`;
    return withoutSemicolon[part] ?? part;
  });
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
