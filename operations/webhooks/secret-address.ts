/** Keeps a secret address out of what a server answers: many repeat the path that they do not know. */
import type { Reply } from "./answer";

/** Letters of the shortest part that is taken out: shorter ones, such as `api`, are words of each answer. */
const fewestLetters = 8;

/** An answer without the parts of an address that let others write to it: those of its path and query. */
export function withoutSecrets(reply: Reply, url: string): Reply {
  const parts = secretParts(new URL(url));
  const hidden = (text: string) => parts.reduce((left, part) => left.replaceAll(part, "***"), text);
  return "status" in reply
    ? { ...reply, text: hidden(reply.text) }
    : { failure: hidden(reply.failure) };
}

/** The longest ones first: a path goes as a whole where the answer has it as a whole. */
function secretParts({ pathname, search, searchParams, username, password }: URL): string[] {
  const named = [...pathname.split("/"), ...searchParams.values(), username, password];
  const encoded = [...search.slice(1).split(/[&=]/), pathname, `${pathname}${search}`];
  const all = [...named, ...named.map(decoded), ...encoded];
  return [...new Set(all)]
    .filter(({ length }) => length >= fewestLetters)
    .sort((a, b) => b.length - a.length);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
