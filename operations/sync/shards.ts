/**
 * Takes the endpoints of a few hosts out of an istiod's list of all endpoints, without reading the
 * rest: in a big mesh the list has many megabytes. Pure.
 */
import type { EndpointShards } from "./istiod-state";

/**
 * The part of `/debug/endpointShardz` that is of some hosts.
 *
 * @param text JSON as istiod writes it: the hosts are the keys of its outermost object
 */
export function shardsOf(text: string, hosts: readonly string[]): EndpointShards {
  return Object.fromEntries(
    hosts.flatMap((host) => {
      const value = valueOf(text, host);
      return value === undefined ? [] : [[host, JSON.parse(value) as EndpointShards[string]]];
    }),
  );
}

function valueOf(text: string, key: string): string | undefined {
  const quoted = JSON.stringify(key);
  // Older istiods indent what they write.
  const colon = /\s*:\s*(?={)/y;
  for (let at = text.indexOf(quoted); at >= 0; at = text.indexOf(quoted, at + 1)) {
    colon.lastIndex = at + quoted.length;
    // A host is a key of nothing else that holds an object of objects.
    if (colon.test(text)) return text.slice(colon.lastIndex, endOf(text, colon.lastIndex));
  }
  return undefined;
}

/** The place after an object's closing brace. */
function endOf(text: string, begin: number): number {
  const marks = /["{}]/g;
  marks.lastIndex = begin;
  let depth = 0;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    if (mark[0] === '"') marks.lastIndex = endOfString(text, mark.index);
    else depth += mark[0] === "{" ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return text.length;
}

function endOfString(text: string, begin: number): number {
  let end = text.indexOf('"', begin + 1);
  while (end >= 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end < 0 ? text.length : end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === "\\") slashes += 1;
  return slashes % 2 === 1;
}
