// Sets of fields of an object, as `metadata.managedFields` keeps them (`fieldsV1`), and how to find them.
// After sigs.k8s.io/structured-merge-diff: fieldpath/set.go, typed/tofieldset.go and typed/compare.go.
import { isDeepStrictEqual } from "node:util";
import { itemElement, type FieldPath, type Schema } from "./schema";

export type Fields = Record<string, unknown>;

/** A set of fields. */
export class FieldSet {
  private readonly paths = new Map<string, FieldPath>();

  constructor(paths: Iterable<FieldPath> = []) {
    for (const path of paths) this.add(path);
  }

  static fromFieldsV1(tree: object = {}): FieldSet {
    const set = new FieldSet();
    const visit = (node: object, path: FieldPath) => {
      const children = Object.entries(node);
      if (children.length === 0 && path.length > 0) set.add(path);
      for (const [element, child] of children)
        if (element === ".") set.add(path);
        else visit(child as object, [...path, element]);
    };
    visit(tree, []);
    return set;
  }

  toFieldsV1(): Fields {
    const root: Fields = {};
    for (const path of this) {
      let node = root;
      for (const element of path) node = (node[element] ??= {}) as Fields;
      if (this.hasBelow(path)) node["."] = {};
    }
    return root;
  }

  add(path: FieldPath): void {
    this.paths.set(JSON.stringify(path), path);
  }

  has(path: FieldPath): boolean {
    return this.paths.has(JSON.stringify(path));
  }

  /** Whether a field below that one is in the set. */
  hasBelow(path: FieldPath): boolean {
    const begin = path.length === 0 ? "[" : `${JSON.stringify(path).slice(0, -1)},`;
    return [...this.paths.keys()].some((key) => key.startsWith(begin));
  }

  get isEmpty(): boolean {
    return this.paths.size === 0;
  }

  union(other: FieldSet): FieldSet {
    return new FieldSet([...this, ...other]);
  }

  minus(other: FieldSet): FieldSet {
    return this.filter((path) => !other.has(path));
  }

  and(other: FieldSet): FieldSet {
    return this.filter((path) => other.has(path));
  }

  filter(wanted: (path: FieldPath) => boolean): FieldSet {
    return new FieldSet([...this].filter(wanted));
  }

  /** In the order in which an API server names them. */
  *[Symbol.iterator](): Generator<FieldPath> {
    for (const key of [...this.paths.keys()].sort()) yield this.paths.get(key) as FieldPath;
  }
}

export function isMap(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The parts of a value that are fields themselves, by the element that names them; undefined where it is one field. */
export function childrenOf(
  value: unknown,
  path: FieldPath,
  schema: Schema,
): Map<string, unknown> | undefined {
  if (Array.isArray(value)) {
    const type = schema.list(path);
    if (type === "atomic") return undefined;
    return new Map(value.map((item) => [itemElement(type, item), item as unknown]));
  }
  if (!isMap(value) || schema.isAtomicMap(path)) return undefined;
  const set = Object.entries(value).filter(([, child]) => child !== undefined);
  return new Map(set.map(([name, child]) => [`f:${name}`, child]));
}

/** The fields that someone who applies an object sets. */
export function fieldsOf(object: unknown, schema: Schema): FieldSet {
  const set = new FieldSet();
  const visit = (value: unknown, path: FieldPath) => {
    const children = childrenOf(value, path, schema);
    const isItem = /^[kv]:/.test(path.at(-1) ?? "");
    if (path.length > 0 && (!children || children.size === 0 || isItem)) set.add(path);
    children?.forEach((child, element) => visit(child, [...path, element]));
  };
  visit(object, []);
  return set;
}

/** What became of the fields of an object. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

export function compare(before: unknown, after: unknown, schema: Schema): Comparison {
  const [added, modified, removed] = [new FieldSet(), new FieldSet(), new FieldSet()];
  const visit = (old: unknown, now: unknown, path: FieldPath) => {
    const [was, is] = [childrenOf(old, path, schema), childrenOf(now, path, schema)];
    const isLeaf = (old !== undefined && !was) || (now !== undefined && !is);
    const isEmpty = !was?.size && !is?.size;
    if (!isLeaf && !isEmpty)
      for (const element of new Set([...(was?.keys() ?? []), ...(is?.keys() ?? [])]))
        visit(was?.get(element), is?.get(element), [...path, element]);
    if (path.length === 0) return;
    if (old === undefined) {
      if (isLeaf || isEmpty || !schema.isAlwaysThere(path)) added.add(path);
    } else if (now === undefined) removed.add(path);
    else if ((isLeaf || isEmpty) && !isDeepStrictEqual(old, now)) modified.add(path);
  };
  visit(before, after, []);
  return { added, modified, removed };
}
