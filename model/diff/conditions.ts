// Says the conditions of a match in words that hold no secret.
import type { RouteMatch } from "../release/routing";
import { matchWords } from "../routes/match-fields";
import { hasCredentials } from "../problem";
import { isSecretName } from "../secret-places";

/** Stands for a value that a report must not repeat. */
export const hidden = "(value not shown)";

/**
 * The conditions of a match in words. The origin is left out: a row says it. Values of headers that
 * often carry secrets are not repeated, because a report stands in a pull request.
 */
export function shownConditions(match: RouteMatch): string[] {
  const { from: _from, cookies, headers, withoutHeaders, query, ...rest } = match;
  return matchWords({
    ...(headers && { headers: withoutSecrets(headers) }),
    ...(withoutHeaders && { withoutHeaders: withoutSecrets(withoutHeaders) }),
    ...(cookies && { cookies: withoutSecrets(cookies) }),
    ...(query && { query: withoutSecrets(query) }),
    ...rest,
  }).map((words) => (hasCredentials(words) ? `a condition ${hidden}` : words));
}

type Values = NonNullable<RouteMatch["headers"]>;

function withoutSecrets(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, one]) => {
      const kinds = Object.keys(one);
      if (kinds.length === 0 || !isSecretName(name)) return [name, one];
      return [name, { [kinds[0] as "exact"]: hidden }];
    }),
  );
}
