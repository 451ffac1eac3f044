// Compares conditions on requests: does each request that meets some of them meet others, too?
import type { PathMatch, StringMatch } from "../release/routing";
import { plainPaths } from "./paths";

/** A condition on a text; `present` accepts every value. */
export type Condition = PathMatch | "present";

/**
 * Conditions by the part of the request that each looks at, such as `header lane`. The condition of
 * `without header lane` says which values the header must not have; a missing header counts as an
 * empty text there, but for `present`, which refuses the header itself.
 */
export type Conditions = ReadonlyMap<string, Condition>;

const without = "without ";

/** Ends the name of a part of the request whose letters are compared without their case. */
export const inAnyCase = " in any case";

/**
 * Whether each request that meets `narrow` also meets `wide`. Sound but not complete: it compares
 * regular expressions only for equality, or tries them on an exact value.
 */
export function includes(wide: Conditions, narrow: Conditions): boolean {
  return [...wide].every(([where, condition]) => {
    if (where.startsWith(without)) return refuses(condition, where, narrow);
    const other = where.endsWith(inAnyCase) ? anyCase(where, narrow) : narrow.get(where);
    if (other === undefined) return false;
    if (condition === "present") return true;
    return other !== "present" && implies(other, condition);
  });
}

/** The condition on a part in lower case, which may look at the case of letters itself. */
function anyCase(where: string, narrow: Conditions): Condition | undefined {
  const other = narrow.get(where) ?? narrow.get(where.slice(0, -inAnyCase.length));
  return other && lowered(other);
}

/** A condition in lower case, for a comparison without case; a regex stays as it is. */
export function lowered(condition: Condition): Condition {
  if (condition === "present" || "regex" in condition) return condition;
  if ("exact" in condition) return { exact: condition.exact.toLowerCase() };
  return "prefix" in condition
    ? { prefix: condition.prefix.toLowerCase() }
    : { pathPrefix: condition.pathPrefix.toLowerCase() };
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
export function implies(narrow: PathMatch, wide: PathMatch): boolean {
  if ("pathPrefix" in wide) {
    const { pathPrefix } = wide;
    if ("pathPrefix" in narrow) return `${narrow.pathPrefix}/`.startsWith(`${pathPrefix}/`);
    return plainPaths(wide).some((one) => implies(narrow, one));
  }
  if ("pathPrefix" in narrow) return plainPaths(narrow).every((one) => implies(one, wide));
  if ("exact" in wide) return "exact" in narrow && narrow.exact === wide.exact;
  if ("prefix" in wide) return begin(narrow).startsWith(wide.prefix);
  if (wide.regex === ".*") return true;
  if ("regex" in narrow) return narrow.regex === wide.regex;
  return "exact" in narrow && matches(wide.regex, narrow.exact) === true;
}

/** The text with which each value begins that a condition accepts; of a regex nobody knows it. */
function begin(match: StringMatch): string {
  if ("exact" in match) return match.exact;
  return "prefix" in match ? match.prefix : "";
}

/** Whether a condition surely does not accept a value. */
function rejects(match: PathMatch, value: string): boolean {
  if ("pathPrefix" in match) return plainPaths(match).every((one) => rejects(one, value));
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
