// Reads the YAML of a stack file, and refuses what parses but can't be config.
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Alias,
  type Document,
  type Node,
  type Pair,
} from "yaml";

/** A stack file that was read as YAML. */
export interface StackYaml {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  /** Its content as plain data, without circles; merge keys are merged. */
  readonly value: unknown;
  /** The node itself, or the one that an alias stands for. */
  readonly resolve: (node: unknown) => unknown;
}

/** What keeps a stack file from being read. */
export interface StackFileError {
  readonly message: string;
  /** From 1 on. */
  readonly line: number;
  /** @default the line is to be mended */
  readonly fix?: string;
}

/** How every stack file is parsed, also where it is edited. */
export const parseOptions = {
  prettyErrors: false,
  // A config holds no sets, dates and the like.
  resolveKnownTags: false,
  merge: true,
  // The engine, too, takes `2` and `"2"` for one key.
  uniqueKeys: (a: unknown, b: unknown) => isScalar(a) && isScalar(b) && keyOf(a) === keyOf(b),
  logLevel: "error",
} as const;

/** Many aliases are fine; without a limit, a few lines could stand for more than fits in memory. */
export const maxAliasCount = 10_000;

/** Reads the text of a stack file as YAML, or gives all of its mistakes together. */
export function readYaml(text: string): StackYaml | { readonly errors: readonly StackFileError[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { ...parseOptions, lineCounter: lines });
  const targets = new Map<Alias, Node | undefined>();
  const errors = [
    ...document.errors.map(({ message, pos }) => ({ message: withoutQuotes(message), at: pos[0] })),
    ...oddCharacters(text),
    ...wrongNodes(document, targets),
  ].map(({ at, ...rest }) => ({ ...rest, line: lines.linePos(at).line }));
  if (errors.length > 0) return { errors: tabs(text, errors) ?? distinct(errors) };
  const resolve = (node: unknown) => (isAlias(node) ? targets.get(node) : node);
  try {
    return { document, lines, value: document.toJS({ maxAliasCount }) as unknown, resolve };
  } catch (error) {
    // The parser refuses aliases of aliases that would grow without end.
    return { errors: [{ message: (error as Error).message, line: 1 }] };
  }
}

/** A key as text; a merge key is one, too. */
export function keyOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : "";
}

/** Whether a key merges other mappings into its own. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && typeof key.value === "symbol";
}

/** The parser reports some mistakes several times, once at each level of nesting. */
function distinct(errors: readonly StackFileError[]): StackFileError[] {
  return [...new Map(errors.map((one) => [`${one.line} ${one.message}`, one])).values()];
}

/** One tab in an indentation breaks much of what follows: the tab alone is worth a message. */
function tabs(text: string, errors: readonly StackFileError[]): StackFileError[] | undefined {
  const indented = text
    .split("\n")
    .flatMap((line, i) => (/^ *\t\s*[^\s#]/.test(line) ? [i + 1] : []));
  const [line] = indented;
  if (line === undefined || errors.every((error) => error.line < line)) return undefined;
  const others = indented.length - 1;
  const more = others > 1 ? ` So are ${others} more lines.` : others === 1 ? " So is 1 more." : "";
  return [{ message: `Line ${line} is indented with a tab.${more}`, line, fix: "Use spaces" }];
}

/** The parser's message without the quoted text of the file, which may be secret. */
function withoutQuotes(message: string): string {
  return /call stack/.test(message)
    ? "the file is nested too deep"
    : message.replace(/: ["'].*$/s, "");
}

interface Wrong {
  readonly message: string;
  /** Characters from the beginning of the file. */
  readonly at: number;
  readonly fix?: string;
}

/**
 * Characters that the engine's library refuses, or takes for the end of a line, and YAML 1.2 does
 * not (https://yaml.org/spec/1.1/#c-printable).
 */
function oddCharacters(text: string): Wrong[] {
  const odd = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]|(?!^)\ufeff/g;
  return [...text.matchAll(odd)].map(({ 0: character, index }) => {
    const code = (character.codePointAt(0) ?? 0).toString(16).padStart(4, "0");
    return {
      message: `readers of YAML do not agree on the character U+${code.toUpperCase()}`,
      at: index,
      fix: `remove it, or write it as "\\u${code}" in double quotes`,
    };
  });
}

/**
 * YAML that parses but can't be config, or that the engine reads in another way. Fills in what each
 * alias stands for.
 */
function wrongNodes(document: Document.Parsed, targets: Map<Alias, Node | undefined>): Wrong[] {
  const wrong: Wrong[] = [];
  const anchors = new Map<string, Node>();
  const { yaml, tags } = document.directives;
  if (yaml.explicit || Object.keys(tags).length > 1)
    wrong.push({ message: "a directive such as %YAML", at: 0 });
  visit(document, {
    Node: (_, node) => {
      if (isAlias(node)) {
        targets.set(node, anchors.get(node.source));
        return void wrong.push(...wrongAlias(node, anchors.get(node.source)));
      }
      if (node.anchor !== undefined) anchors.set(node.anchor, node);
      wrong.push(...wrongNode(node));
    },
  });
  visit(document, { Pair: (_, pair) => void wrong.push(...wrongPair(pair, targets)) });
  return wrong;
}

function wrongAlias(alias: Alias, target: Node | undefined): Wrong[] {
  const at = alias.range?.[0] ?? 0;
  if (!target) return [{ message: `the alias *${alias.source} names no anchor`, at }];
  const [start = 0, end = 0] = target.range ?? [];
  if (at < start || at >= end) return [];
  return [{ message: `the alias *${alias.source} is inside its own anchor`, at }];
}

function wrongNode({ anchor, tag, range }: Node): Wrong[] {
  const at = range?.[0] ?? 0;
  return [
    ...(anchor !== undefined && !/^[-\w]+$/.test(anchor)
      ? [{ message: "an anchor has other characters than letters, digits, - and _", at }]
      : []),
    ...(tag !== undefined && tag !== "tag:yaml.org,2002:str"
      ? [{ message: `the tag ${tag} means nothing in a config`, at, fix: "remove the tag" }]
      : []),
  ];
}

function wrongPair({ key, value }: Pair, targets: ReadonlyMap<Alias, Node | undefined>): Wrong[] {
  const resolve = (node: unknown) => (isAlias(node) ? targets.get(node) : node);
  if (isNode(key) && !isScalar(resolve(key)))
    return [{ message: "a key must be a name", at: key.range?.[0] ?? 0 }];
  if (!isMergeKey(key)) return [];
  const sources = isSeq(value) ? value.items : [value];
  if (sources.every((source) => isMap(resolve(source)))) return [];
  const at = isNode(key) ? (key.range?.[0] ?? 0) : 0;
  return [{ message: "`<<` must merge mappings", at }];
}
