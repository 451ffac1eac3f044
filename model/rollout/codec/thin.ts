// Keeps the decisions of a record short enough for the object that holds them.
import type { Decision } from "../record";
import { jsonBytes } from "./json-bytes";

/** Bytes of JSON that all decisions may take: a quarter of what a record may. */
const limitBytes = 64 * 1024;

/** Decisions from the beginning of a rollout that are always kept: its start is among them. */
const firstKept = 10;

/** Characters of one text of a decision. */
const mostCharacters = 1000;

/**
 * The first decisions and the newest ones, with a note between them where others are left out.
 * Thinning again what was thinned leaves out the note, too, and makes another one.
 */
export function thinned(decisions: readonly Decision[]): readonly Decision[] {
  const all = decisions.map(cut);
  let left = limitBytes;
  const first = all.slice(0, firstKept);
  for (const one of first) left -= jsonBytes(one);
  let from = all.length;
  while (from > first.length) {
    left -= jsonBytes(all[from - 1]!);
    if (left < 0) break;
    from -= 1;
  }
  if (from <= first.length) return all;
  const { at } = all[from - 1]!;
  const note: Decision = {
    ...{ by: "gray-release", at },
    what: `left out the decisions between the first ${firstKept} and this moment, for which the record has no room`,
  };
  return [...first, note, ...all.slice(from)];
}

function cut(one: Decision): Decision {
  const { by, what, why } = one;
  if (Math.max(by.length, what.length, why?.length ?? 0) <= mostCharacters) return one;
  return {
    ...{ ...one, by: shorter(by), what: shorter(what) },
    ...(why !== undefined && { why: shorter(why) }),
  };
}

function shorter(text: string): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters - 1)}…`;
}
