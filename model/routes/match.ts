// Compares declared matches: does an earlier match take all requests of a later one?
import type { RouteMatch, StringMatch } from "../release/routing";

/**
 * Conditions on a request, by the part of the request that each looks at, such as `header lane`.
 */
export type Conditions = Map<string, StringMatch>;

/**
 * Whether `earlier` takes every request that `later` takes, so that the later route can never
 * match. Sound but not complete: it compares regular expressions only for equality, or tries them
 * on an exact value.
 */
export function covers(earlier: RouteMatch, later: RouteMatch): boolean {
  const theirs = conditions(later);
  return [...conditions(earlier)].every(([where, match]) => {
    const other = theirs.get(where);
    return other !== undefined && implies(other, match);
  });
}

/** The conditions of a match, by the part of the request that each looks at. */
export function conditions(match: RouteMatch): Conditions {
  const { headers, cookies, query, uri, method, authority, from, sourceLabels } = match;
  const all: Conditions = new Map();
  for (const [name, value] of Object.entries(headers ?? {}))
    all.set(`header ${name.toLowerCase()}`, value);
  for (const [name, value] of Object.entries(cookies ?? {})) all.set(`cookie ${name}`, value);
  for (const [name, value] of Object.entries(query ?? {})) all.set(`query ${name}`, value);
  if (uri) all.set("uri", uri);
  if (method) all.set("method", method);
  if (authority) all.set("authority", authority);
  if (from) all.set("from", { exact: from });
  for (const [name, value] of Object.entries(sourceLabels ?? {}))
    all.set(`label ${name}`, { exact: value });
  return all;
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
  return "exact" in narrow && accepts(wide.regex, narrow.exact);
}

/**
 * RE2 knows forms that JavaScript does not. Such an expression counts as one that accepts nothing,
 * so the program reports nothing.
 */
function accepts(regex: string, value: string): boolean {
  try {
    return new RegExp(`^(?:${regex})$`).test(value);
  } catch {
    return false;
  }
}
