// The entries of a mapping in a stack file, with those that merge keys bring.
import { isMap, isNode, isScalar, isSeq, type Node, type Pair, type Scalar } from "yaml";
import { isMergeKey, keyOf, type StackYaml } from "./read";

/** One entry of a mapping. */
export interface Entry {
  readonly key: Scalar & Node;
  /** Undefined where nothing follows the key. */
  readonly value: Node | undefined;
  /** As it stands in its mapping. */
  readonly pair: Pair;
}

/** Looks into the nodes of a stack file as a reader does: through aliases and merge keys. */
export class Entries {
  constructor(private readonly nodes: Pick<StackYaml, "resolve">) {}

  /** The node itself, or the one that an alias stands for. */
  resolve(node: unknown): unknown {
    return this.nodes.resolve(node);
  }

  /**
   * The entries of a mapping, its own ones first. A key of its own wins over merged ones, and an
   * earlier merged mapping over a later one; none where the node is no mapping.
   */
  of(node: unknown): Entry[] {
    return distinct(this.all(node));
  }

  /** All entries, also those over which another one of the same key wins. */
  all(node: unknown): Entry[] {
    const map = this.resolve(node);
    if (!isMap(map)) return [];
    const own = map.items.flatMap((pair): Entry[] => {
      const { key, value } = pair;
      const name = this.resolve(key);
      if (isMergeKey(key) || !isScalar(name) || !isNode(name)) return [];
      return [{ key: name, value: isNode(value) ? value : undefined, pair }];
    });
    return [...own, ...this.merged(map)];
  }

  /** The entries that the merge keys of a mapping bring, the winning one of each key first. */
  merged(node: unknown): Entry[] {
    const map = this.resolve(node);
    if (!isMap(map)) return [];
    return map.items
      .filter(({ key }) => isMergeKey(key))
      .flatMap(({ value }) => {
        const sources = this.resolve(value);
        return (isSeq(sources) ? sources.items : [sources]).flatMap((one) => this.all(one));
      });
  }

  /** The value of a key; undefined where there is none. */
  child(node: unknown, name: string): unknown {
    return this.of(node).find(({ key }) => keyOf(key) === name)?.value;
  }
}

function distinct(entries: readonly Entry[]): Entry[] {
  // The first one of a key wins, so it is the last that comes into the map.
  const byKey = new Map([...entries].reverse().map((entry) => [keyOf(entry.key), entry]));
  return entries.filter((entry) => byKey.get(keyOf(entry.key)) === entry);
}
