// Cuts a condition into numbers, texts, names and signs.
import { RefusedCondition } from "./syntax";

/** One word of a condition. */
export interface Token {
  readonly kind: "number" | "text" | "name" | "sign" | "end";
  /** As it is written; a text without its quotes. */
  readonly text: string;
  /** The number of its first character, from 1 on. */
  readonly at: number;
}

/** The longest condition that is read. */
const longest = 2000;

const forms: readonly (readonly [Exclude<Token["kind"], "end"> | "space", RegExp])[] = [
  ["space", /\s+/y],
  // A number that a letter, a point or an underscore follows is another form of expr-lang's.
  ["number", /(?:(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?![\w.])/y],
  ["text", /"[^"\\\n]*"|'[^'\\\n]*'/y],
  ["name", /[A-Za-z_$][\w$]*/y],
  ["sign", /&&|\|\||[=!<>]=|\?(?![?.])|\/(?![/*])|\*(?!\*)|\{(?!\{)|[!<>+\-()[\]},:#]/y],
];

/** What stands instead of signs that are read by Argo, but not here. */
const instead: readonly (readonly [RegExp, string])[] = [
  [/^\{\{/, "an argument was not filled in"],
  [/^\?\?/, "a result of Prometheus is never nil, so ?? has nothing to do"],
  [/^\??\.[A-Za-z_]/, "a result of Prometheus has no fields"],
  [/^(\/\/|\/\*)/, "a comment can't stand here; YAML has its own"],
  [/^(\*\*|\^|%)/, "there are + - * /; PromQL has the others"],
  [/^\.\./, "there are no ranges; write two comparisons"],
  [/^[\d.]+/, "write a number as 5, 0.95 or 1e3"],
  [/^["'`]/, "write a text in one line in quotes, without \\"],
  [/^\|/, "there are no pipes; write functions as len(result)"],
  [/^=/, "write == to compare"],
  [/^&/, "write && or and"],
];

/**
 * The words of a condition, with one of the kind `end` after the last one.
 *
 * @throws RefusedCondition where a character begins no word
 */
export function tokensOf(condition: string): Token[] {
  if (condition.length > longest)
    throw new RefusedCondition(longest + 1, `a condition has at most ${longest} characters`);
  const tokens: Token[] = [];
  let at = 0;
  while (at < condition.length) {
    const [kind, text] = wordAt(condition, at);
    if (kind === "text") tokens.push({ kind, text: text.slice(1, -1), at: at + 1 });
    else if (kind !== "space") tokens.push({ kind, text, at: at + 1 });
    at += text.length;
  }
  return [...tokens, { kind: "end", text: "the end", at: at + 1 }];
}

function wordAt(condition: string, at: number): readonly [Token["kind"] | "space", string] {
  for (const [kind, form] of forms) {
    form.lastIndex = at;
    const text = form.exec(condition)?.[0];
    if (text !== undefined) return [kind, text];
  }
  const rest = condition.slice(at);
  const why = instead.find(([form]) => form.test(rest))?.[1];
  throw new RefusedCondition(at + 1, why ?? `${rest[0]} has no meaning in a condition`);
}
