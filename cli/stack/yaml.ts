/** Reads the YAML of a stack file, and refuses what parses but can't be config. */
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

/** A stack file that was read as YAML. */
export interface StackYaml {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  /** Its content as plain data, without circles. */
  readonly value: unknown;
}

/** What keeps a stack file from being read. */
export interface StackFileError {
  readonly message: string;
  /** From 1 on. */
  readonly line: number;
}

/** Reads the text of a stack file as YAML, or gives all of its mistakes together. */
export function readYaml(text: string): StackYaml | { readonly errors: readonly StackFileError[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    // A config holds no sets, dates and the like.
    resolveKnownTags: false,
    logLevel: "error",
  });
  const errors = [
    ...document.errors.map(({ message, pos }) => ({
      message: withoutQuotes(message),
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
    // The parser refuses aliases of aliases that would grow without end.
    return { errors: [{ message: (error as Error).message, line: 1 }] };
  }
}

/** The parser reports some mistakes several times, once at each level of nesting. */
function distinct(errors: readonly StackFileError[]): StackFileError[] {
  return [...new Map(errors.map((one) => [`${one.line} ${one.message}`, one])).values()];
}

/** The parser's message without the quoted text of the file, which may be secret. */
function withoutQuotes(message: string): string {
  return /call stack/.test(message) ? "it is nested too deep" : message.replace(/: ["'].*$/s, "");
}

interface WrongNode {
  readonly message: string;
  /** Characters from the beginning of the file. */
  readonly offset: number;
}

/**
 * YAML that parses but can't be config: aliases without a target, aliases inside their own target,
 * keys that are no scalars.
 */
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
