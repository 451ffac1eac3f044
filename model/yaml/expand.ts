// Puts copies in the place of aliases and merge keys of a stack file.
import {
  isAlias,
  isMap,
  isNode,
  isSeq,
  visit,
  type Document,
  type Node,
  type ParsedNode,
  type YAMLMap,
} from "yaml";
import { Entries } from "./entries";
import { keyOf } from "./read";

/** A copy of a node that can stand anywhere: without anchors of its own. */
export function copyOf(document: Document<ParsedNode>, node: Node): Node {
  const copy = node.clone() as Node;
  visit(copy, { Node: (_, inside) => void (isAlias(inside) || delete inside.anchor) });
  return copy;
}

/** The value that merge keys bring for a key; undefined where they bring none. */
export function mergedValue(document: Document<ParsedNode>, map: YAMLMap, name: string): unknown {
  const merged = entriesIn(document).merged(map);
  return merged.find(({ key }) => keyOf(key) === name)?.value;
}

function entriesIn(document: Document<ParsedNode>): Entries {
  return new Entries({
    resolve: (node) => (isAlias(node) ? node.resolve(document) : node),
  });
}

/**
 * The document with a copy for each alias in its config, and the merged values in place of each
 * merge key.
 */
export function withoutAliases(document: Document<ParsedNode>): Document<ParsedNode> {
  const config = document.get("config", true);
  if (isNode(config)) document.set("config", expanded(document, config));
  return document;
}

function expanded(document: Document<ParsedNode>, given: Node): Node {
  const node = isAlias(given) ? given.resolve(document) : given;
  if (!node) return given;
  const copy = node.clone() as Node;
  if (!isAlias(copy)) delete copy.anchor;
  if (isSeq(copy) && isSeq(node))
    copy.items = node.items.map((item) => (isNode(item) ? expanded(document, item) : item));
  if (isMap(copy))
    copy.items = entriesIn(document)
      .of(node)
      .map(({ key, value, pair }) => {
        const one = pair.clone();
        one.key = copyOf(document, key);
        if (value) one.value = expanded(document, value);
        return one;
      });
  return copy;
}
