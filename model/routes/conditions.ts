// Compares conditions on requests: does each request that meets some of them meet others, too?
import type { StringMatch } from "../release/routing";

/** A condition on a text; `present` accepts every value. */
export type Condition = StringMatch | "present";

/**
 * Conditions by the part of the request that each looks at, such as `header lane`. The condition of
 * `without header lane` says which values the header must not have; a missing header counts as an
 * empty text there, but for `present`, which refuses the header itself.
 */
export type Conditions = ReadonlyMap<string, Condition>;

const without = "without ";

/**
 * Whether each request that meets `narrow` also meets `wide`. Sound but not complete: it compares
 * regular expressions only for equality, or tries them on an exact value.
 */
export function includes(wide: Conditions, narrow: Conditions): boolean {
  return [...wide].every(([where, condition]) => {
    if (where.startsWith(without)) return refuses(condition, where, narrow);
    const other = narrow.get(where);
    if (other === undefined) return false;
    if (condition === "present") return true;
    return other !== "present" && implies(other, condition);
  });
}

/** Whether each request that meets `narrow` has a header without the values of `unwanted`. */
function refuses(unwanted: Condition, where: string, narrow: Conditions): boolean {
  const refused = narrow.get(where);
  if (refused === "present") return unwanted === "present" || rejects(unwanted, "");
  if (unwanted === "present") return false;
  if (refused !== undefined && implies(unwanted, refused)) return true;
  const wanted = narrow.get(where.slice(without.length));
  return typeof wanted === "object" && "exact" in wanted && rejects(unwanted, wanted.exact);
}

/**
 * The exclusions that refuse every value which another of the conditions wants, so that no request
 * meets both. Sound but not complete, as {@link includes} is.
 */
export function contradictions(all: Conditions): string[] {
  return [...all].flatMap(([where, unwanted]) => {
    if (!where.startsWith(without)) return [];
    const part = where.slice(without.length);
    const wanted = all.get(part);
    const cookies = part === "header cookie" && [...all.keys()].some(isCookie);
    if (unwanted === "present") return wanted !== undefined || cookies ? [where] : [];
    return typeof wanted === "object" && implies(wanted, unwanted) ? [where] : [];
  });
}

/** Whether a condition looks at a cookie; all cookies are in the header `cookie`. */
function isCookie(where: string): boolean {
  return where.startsWith("cookie ");
}

/** Whether `wide` accepts each value that `narrow` accepts. */
export function implies(narrow: StringMatch, wide: StringMatch): boolean {
  if ("exact" in wide) return "exact" in narrow && narrow.exact === wide.exact;
  if ("prefix" in wide)
    return (
      ("exact" in narrow && narrow.exact.startsWith(wide.prefix)) ||
      ("prefix" in narrow && narrow.prefix.startsWith(wide.prefix))
    );
  if (wide.regex === ".*") return true;
  if ("regex" in narrow) return narrow.regex === wide.regex;
  return "exact" in narrow && matches(wide.regex, narrow.exact) === true;
}

/** Whether a condition surely does not accept a value. */
function rejects(match: StringMatch, value: string): boolean {
  if ("exact" in match) return match.exact !== value;
  if ("prefix" in match) return !value.startsWith(match.prefix);
  return matches(match.regex, value) === false;
}

/** Undefined for the forms that RE2 knows and JavaScript does not. */
function matches(regex: string, value: string): boolean | undefined {
  try {
    return new RegExp(`^(?:${regex})$`).test(value);
  } catch {
    return undefined;
  }
}
