// Writes YAML that every reader takes the same way: kubectl, the engine, YAML 1.1 and YAML 1.2.
import { Document, isNode, isScalar, Scalar, visit, type ParsedNode } from "yaml";
import { needsQuotes } from "./plain";

/** Any document, with comments or without. */
type AnyDocument = Document<ParsedNode> | Document;

/** The text of a value as one YAML document. */
export function yamlText(value: unknown): string {
  return documentText(yamlDocument(value));
}

/** A document of a value, for comments at some of its places; {@link documentText} writes it. */
export function yamlDocument(value: unknown): Document {
  return new Document(value, { aliasDuplicateObjects: false });
}

/**
 * The text of a document. What was read from a file keeps its text; a text that some reader would
 * take for something else is in quotes.
 */
export function documentText(
  document: AnyDocument,
  options: { readonly flowCollectionPadding?: boolean } = {},
): string {
  const { schema } = document;
  schema.compat = [ambiguous];
  schema.tags = [...schema.tags, asRead];
  visit(document, {
    Scalar: (_, node) => {
      if (
        typeof node.value === "string" &&
        (unprintable.test(node.value) || isOddBlock(node.value))
      )
        node.type = Scalar.QUOTE_DOUBLE;
      else if (wasRead(node)) node.value = new AsRead(String(node.source));
    },
  });
  const text = document.toString({ lineWidth: 0, ...options });
  // Such characters are left in texts in double quotes only, where an escape can stand for them.
  return text.replace(everyUnprintable, (character) => escaped(character));
}

/** Texts that are written in quotes, beside those that YAML 1.2 demands. */
const ambiguous = {
  tag: "ambiguous",
  default: true,
  // A plain `<<` merges, a plain `=` is the default value of YAML 1.1, and readers of it
  // take `.`, `e0` and `0b_` for numbers.
  test: {
    test: (text: string) =>
      /^(<<|=|[-+]?[\d_]*(\.[\d_]*)?(e[-+]?\d+)?|[-+]?0[bx][\da-f_]*)$/i.test(text) ||
      needsQuotes(text),
  } as RegExp,
  resolve: (text: string) => text,
};

/** A scalar without quotes as its file has it: a writer would drop the zeros of 0041. */
class AsRead {
  constructor(readonly text: string) {}
}

const asRead = {
  tag: "as-read",
  default: true,
  identify: (value: unknown) => value instanceof AsRead,
  resolve: (text: string) => text,
  stringify: ({ value }: Scalar) => (value as AsRead).text,
} as const;

function wasRead(node: unknown): node is Scalar {
  if (!isNode(node) || !isScalar(node) || node.type !== Scalar.PLAIN || !node.source) return false;
  // Only a parser gives a range.
  if (node.range === undefined || node.range === null || node.tag !== undefined) return false;
  return typeof node.value === "string" ? needsQuotes(node.value) : node.value !== null;
}

/**
 * Whether readers might not agree on the spaces of a text of several lines. Such a text is written
 * in quotes, with escapes.
 */
function isOddBlock(text: string): boolean {
  return /[\n\r]/.test(text) && !/^\S(?:.*\S)?(?:\n+ *\S(?:.*\S)?)*\n?$/.test(text);
}

/** Characters that YAML 1.1 refuses or takes for the end of a line. */
const unprintable = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;
const everyUnprintable = new RegExp(unprintable, "g");

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
