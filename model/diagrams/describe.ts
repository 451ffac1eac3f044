// Writes the conditions of a match in words, for the diagrams.
import type { BranchMatch } from "../routes/branch";
import type { StringMatch } from "../release/routing";

/** The conditions of a match, one phrase each; all of them must hold. */
export function describe(match: BranchMatch): string[] {
  const { headers, cookies, query, uri, method, authority, from, sourceLabels } = match;
  const each = (kind: string, matches: Readonly<Record<string, StringMatch>> = {}) =>
    Object.entries(matches).map(([name, one]) => `${kind} ${name} ${comparison(one)}`);
  return [
    ...(from ? [`from the ${from}`] : []),
    ...(sourceLabels ? [`called by ${caller(sourceLabels)}`] : []),
    ...each("header", headers),
    ...(match.withoutHeader ? [`no header ${match.withoutHeader}`] : []),
    ...each("cookie", cookies),
    ...each("query", query),
    ...(authority ? [`host ${comparison(authority)}`] : []),
    ...(uri ? [`path ${comparison(uri)}`] : []),
    ...(method ? [`method ${comparison(method)}`] : []),
  ];
}

/** The service and the version if the labels name only these two, else the labels. */
function caller(labels: Readonly<Record<string, string>>): string {
  const { app, version, ...others } = labels;
  if (app && version && Object.keys(others).length === 0) return `${app} ${version}`;
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(", ");
}

function comparison(match: StringMatch): string {
  if ("exact" in match) return `is ${match.exact}`;
  return "prefix" in match ? `begins with ${match.prefix}` : `matches ${match.regex}`;
}
