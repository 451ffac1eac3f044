import {
  isAlias,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type Alias,
  type Document,
} from "yaml";

/** The text of a stack file, read as YAML. */
export interface StackYaml {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  /** What it holds, as plain data that never holds itself. */
  readonly value: unknown;
}

/** What keeps a stack file from being read. */
export interface StackFileError {
  readonly message: string;
  /** From 1 on. */
  readonly line: number;
}

/** Reads the text of a stack file as YAML; all that is wrong with it comes back together. */
export function readYaml(text: string): StackYaml | { readonly errors: readonly StackFileError[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // Sets, dates and the like are no values of a config.
    resolveKnownTags: false,
    logLevel: "error",
  });
  const errors = [
    ...document.errors.map(({ message, pos }) => ({
      message: told(message),
      line: lines.linePos(pos[0]).line,
    })),
    ...wrongNodes(document).map(({ message, offset }) => ({
      message,
      line: lines.linePos(offset).line,
    })),
  ];
  if (errors.length > 0) return { errors: distinct(errors) };
  try {
    return { document, lines, value: document.toJS() as unknown };
  } catch (error) {
    // Aliases of aliases that stand for more than any file could hold.
    return { errors: [{ message: (error as Error).message, line: 1 }] };
  }
}

/** One mistake may be met again and again on the way out of it. */
function distinct(errors: readonly StackFileError[]): StackFileError[] {
  return [...new Map(errors.map((one) => [`${one.line} ${one.message}`, one])).values()];
}

/** The parser's message without the text that it quotes, which may be secret. */
function told(message: string): string {
  return /call stack/.test(message) ? "it is nested too deep" : message.replace(/: ["'].*$/s, "");
}

interface WrongNode {
  readonly message: string;
  /** How far from the beginning it stands. */
  readonly offset: number;
}

/** What the parser takes and nobody can read: aliases of nothing and of what they stand in, and keys that are no names. */
function wrongNodes(document: Document.Parsed): WrongNode[] {
  const wrong: WrongNode[] = [];
  visit(document, {
    Alias: (_, alias) => void wrong.push(...wrongAlias(alias, document)),
    Pair: (_, { key }) => {
      if (isNode(key) && !isScalar(key) && !isAlias(key))
        wrong.push({ message: "a key is no name", offset: key.range?.[0] ?? 0 });
    },
  });
  return wrong;
}

function wrongAlias(alias: Alias, document: Document.Parsed): WrongNode[] {
  const offset = alias.range?.[0] ?? 0;
  const target = alias.resolve(document);
  if (!target) return [{ message: `the alias *${alias.source} stands for nothing`, offset }];
  const [start = 0, end = 0] = target.range ?? [];
  if (isAlias(target) || offset < start || offset >= end) return [];
  return [{ message: `the alias *${alias.source} stands inside what it stands for`, offset }];
}
