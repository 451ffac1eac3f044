// Puts copies in the place of aliases and merge keys of a stack file.
import {
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  visit,
  type Document,
  type Node,
  type Pair,
  type ParsedNode,
  type YAMLMap,
} from "yaml";
import { isMergeKey, keyOf } from "./read";

/** A copy of a node that can stand anywhere: without anchors of its own. */
export function copyOf(document: Document<ParsedNode>, node: Node): Node {
  const copy = node.clone() as Node;
  visit(copy, { Node: (_, inside) => void (isAlias(inside) || delete inside.anchor) });
  return copy;
}

/** The value that merge keys bring for a key; undefined where they bring none. */
export function mergedValue(document: Document<ParsedNode>, map: YAMLMap, name: string): unknown {
  return mergedPairs(document, map).find(({ key }) => keyOf(key) === name)?.value;
}

/** The pairs that the merge keys of a mapping bring, the winning one of each key first. */
function mergedPairs(document: Document<ParsedNode>, map: YAMLMap): Pair[] {
  const resolve = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);
  return map.items
    .filter(({ key }) => isMergeKey(key))
    .flatMap(({ value }) => (isSeq(value) ? value.items : [value]))
    .flatMap((source) => {
      const from = resolve(source);
      if (!isMap(from)) return [];
      const own = from.items.filter(({ key }) => !isMergeKey(key));
      return [...own, ...mergedPairs(document, from)];
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
  if (isMap(copy) && isMap(node)) {
    const own = node.items.filter(({ key }) => !isMergeKey(key));
    const names = new Set<string>();
    copy.items = [...own, ...mergedPairs(document, node)]
      .filter(({ key }) => {
        const name = keyOf(key);
        const first = !names.has(name);
        names.add(name);
        return first;
      })
      .map((pair) => {
        const one = pair.clone();
        if (isScalar(one.key)) delete one.key.anchor;
        if (isPair(one) && isNode(pair.value)) one.value = expanded(document, pair.value);
        return one;
      });
  }
  return copy;
}
