// Changes single values of a parsed stack file; aliases and anchors of others keep their meaning.
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  visit,
  type Document,
  type Node,
  type ParsedNode,
} from "yaml";
import type { StackConfig } from "../config/settings";
import type { Path } from "../problem";
import { configKey, projectName } from "../project";
import { isMapping } from "../schema/best-effort";
import { copyOf, mergedValue } from "./expand";
import { projectKey } from "./keys";
import { keyOf } from "./read";

/** A parsed stack file. */
export type ConfigDocument = Document<ParsedNode>;

/** A value to set in a stack's config, or to remove. */
export interface ValueChange {
  /** Below `config`, the first step without the project's name. */
  readonly path: Path;
  /** Left out: the value at the path is removed. */
  readonly value?: unknown;
}

/** A config with changes, as plain data: what an edit of its file must come to. */
export function changed(config: StackConfig, changes: readonly ValueChange[]): StackConfig {
  return changes.reduce<unknown>(
    (all, { path, value }) => set(all, path, value),
    config,
  ) as StackConfig;
}

function set(inside: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(inside))
    return inside.map((item: unknown, i) => (i === step ? set(item, rest, value) : item));
  const mapping = isMapping(inside) ? inside : {};
  const name = String(step);
  if (value === undefined && !Object.hasOwn(mapping, name)) return inside;
  const after = set(mapping[name], rest, value);
  const { [name]: _, ...others } = mapping;
  // A mapping without its last value goes with it: an empty one means something else than none.
  const emptied = value === undefined && rest.length === 1 && after !== mapping[name];
  const gone = after === undefined || (emptied && isEmpty(after));
  return gone ? others : { ...mapping, [name]: after };
}

function isEmpty(value: unknown): boolean {
  return isMapping(value) && Object.keys(value).length === 0;
}

/**
 * Makes one change in a document.
 *
 * @throws Error where the path leads through something that is no mapping or list
 */
export function editConfig(
  document: ConfigDocument,
  { path: [key, ...inside], value }: ValueChange,
  project = projectName,
): void {
  const wanted = ["config", keyIn(document, String(key), project), ...inside];
  const path = owned(document, wanted, value === undefined);
  if (path === undefined) return;
  const before = document.getIn(path, true);
  if (isNode(before)) handOver(document, before);
  if (value === undefined) return removeAt(document, path);
  const node = document.createNode(value);
  // A mapping in braces stays a mapping in braces.
  if (isMap(node)) node.flow = isMap(before) ? (before.flow ?? false) : true;
  if (isNode(before)) node.comment = before.comment;
  document.setIn(path, node);
}

/**
 * The path with keys as the document has them. What lies on it becomes the document's own at that
 * place: a copy takes the place of an alias, and a merged value comes beside its merge key.
 *
 * @param removal then undefined where there is nothing at the path
 */
function owned(document: ConfigDocument, path: Path, removal: boolean): unknown[] | undefined {
  const found: unknown[] = [];
  let node: unknown = document.contents;
  for (const [depth, step] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find((one) => keyOf(one.key) === String(step));
      if (!pair) {
        const merged = mergedValue(document, node, String(step));
        const last = depth === path.length - 1;
        if (removal && (last || merged === undefined))
          return merged === undefined ? undefined : [...found, step];
        if (!last && isNode(merged)) node.set(step, copyOf(document, merged));
      }
      found.push(pair && isScalar(pair.key) ? pair.key.value : step);
    } else found.push(step);
    if (depth === path.length - 1) return found;
    node = ownNode(document, found);
    if (node === undefined && removal) return undefined;
  }
  return found;
}

/** The node at a path, which is no alias, and no text that holds JSON. */
function ownNode(document: ConfigDocument, path: readonly unknown[]): unknown {
  const node = document.getIn(path, true);
  if (isAlias(node)) {
    const target = node.resolve(document);
    if (target) document.setIn(path, copyOf(document, target));
  } else if (isScalar(node) && typeof node.value === "string" && /^\s*[[{]/.test(node.value))
    document.setIn(path, document.createNode(JSON.parse(node.value)));
  return document.getIn(path, true);
}

/** Gives the anchors in a node that goes to the first alias of each, with what they stand for. */
function handOver(document: ConfigDocument, old: Node): void {
  const inside = new Set<unknown>();
  visit(old, { Node: (_, node) => void inside.add(node) });
  for (const anchored of inside) {
    if (isAlias(anchored) || !isNode(anchored) || !("anchor" in anchored) || !anchored.anchor)
      continue;
    let moved = false;
    visit(document, {
      Alias: (_, alias) => {
        if (moved || inside.has(alias) || alias.resolve(document) !== anchored) return undefined;
        moved = true;
        return anchored;
      },
    });
    // What is inside has moved with it.
    if (moved) return;
  }
}

/**
 * Removes a value, and its mapping if that is empty then: an empty mapping means something else
 * than none.
 */
function removeAt(document: ConfigDocument, path: readonly unknown[]): void {
  document.deleteIn(path);
  const parent = path.slice(0, -1);
  const left = document.getIn(parent, true);
  if (isNode(left) && isMap(left) && left.items.length === 0) {
    handOver(document, left);
    document.deleteIn(parent);
  }
}

/** A key as the file writes it: with the project's name before it, or without it. */
function keyIn(document: ConfigDocument, name: string, project: string): string {
  const config = document.get("config", true);
  const known = isMap(config) ? config.items.map(({ key }) => keyOf(key)) : [];
  return known.find((key) => projectKey(key, project) === name) ?? configKey(name);
}
