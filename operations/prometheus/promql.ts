/** Writes queries in PromQL. Pure. */

/** A condition on a label: an exact value, or one of several, or a regular expression. */
export type Matcher =
  | { readonly is: string }
  | { readonly oneOf: readonly string[] }
  | { readonly like: string }
  | { readonly unlike: string };

/** Conditions by label. */
export type Matchers = Readonly<Record<string, Matcher>>;

/** `metric{label="value",…}`; values are written so that none of them ends the text. */
export function selector(metric: string, matchers: Matchers): string {
  const inside = Object.entries(matchers).map(([label, matcher]) => label + matcherText(matcher));
  return `${metric}{${inside.join(",")}}`;
}

function matcherText(matcher: Matcher): string {
  if ("is" in matcher) return `=${quoted(matcher.is)}`;
  if ("like" in matcher) return `=~${quoted(matcher.like)}`;
  if ("unlike" in matcher) return `!~${quoted(matcher.unlike)}`;
  const values = [...new Set(matcher.oneOf)].sort();
  const [only] = values;
  if (values.length === 1 && only !== undefined) return `=${quoted(only)}`;
  return `=~${quoted(values.map(literal).join("|"))}`;
}

/** A text as PromQL has it: it knows the escapes of JSON. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

/** A text as a regular expression of RE2 that matches it alone. */
export function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

/** The last value of each series within a time, also of those that have ended since. */
export function lastWithin(selected: string, ms: number): string {
  return `last_over_time(${selected}[${Math.max(1, Math.ceil(ms))}ms])`;
}

/** The sum by some labels. */
export function sumBy(labels: readonly string[], query: string): string {
  return `sum by (${labels.join(",")})(${query})`;
}

/** The texts that the bound of a bucket may have: proxies and servers write numbers differently. */
export function boundTexts(bound: number): string[] {
  if (bound === Infinity) return ["+Inf"];
  const exponent = bound.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
  return [String(bound), ...(Number.isInteger(bound) ? [`${bound}.0`] : []), exponent];
}
