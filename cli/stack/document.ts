/** Finds the line of a config path in a stack file, for messages. */
import { isAlias, isMap, isNode, isScalar, isSeq, type Node } from "yaml";
import type { StackConfig } from "../../model/config/settings";
import { projectConfig, projectKey } from "./file";
import { readYaml, type StackFileError } from "./yaml";

/** A stack file that could be read, and the lines of its values. */
export interface StackDocument {
  readonly config: StackConfig;
  /**
   * The line of a path in the config, from 1 on; that of its nearest parent where the file does not
   * hold the path.
   */
  readonly lineOf: (path: string) => number;
}

/** Reads the text of a stack file, or gives all of its mistakes as YAML together. */
export function readStackDocument(
  text: string,
): StackDocument | { readonly errors: readonly StackFileError[] } {
  const read = readYaml(text);
  if ("errors" in read) return read;
  const { document, lines, value } = read;
  const config = projectConfig(value);
  const resolve = (node: unknown) => (isAlias(node) ? node.resolve(document) : node);
  const find = (steps: readonly (string | number)[]) =>
    lines.linePos(offsetOf(document.contents, steps, resolve)).line;
  if (!config)
    return {
      errors: [{ message: "`config` is no mapping of keys to values", line: find(["config"]) }],
    };
  return { config, lineOf: (path) => find(["config", ...parsePath(path)]) };
}

/** Splits a path as messages write it into its steps: `a.b[0]["c.d"]` has four. */
export function parsePath(path: string): (string | number)[] {
  const written = path.matchAll(/\[("(?:[^"\\]|\\.)*")\]|\[(\d+)\]|\.?([^.[\]]+)/g);
  const steps = [...written].map(([, quoted, index, name = ""]) =>
    quoted ? (JSON.parse(quoted) as string) : index ? Number(index) : name,
  );
  // A quoted key comes apart from its namespace.
  const [namespace, key, ...inside] = steps;
  return String(namespace).endsWith(":") ? [`${namespace}${key}`, ...inside] : steps;
}

/** Characters from the beginning of the file to the last of the steps that the file holds. */
function offsetOf(
  root: Node | null,
  steps: readonly (string | number)[],
  resolve: (node: unknown) => unknown,
): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const [depth, step] of steps.entries()) {
    node = resolve(node);
    if (isSeq(node)) {
      node = node.items[Number(step)];
      if (!isNode(node)) return offset;
      offset = node.range?.[0] ?? offset;
      continue;
    }
    if (!isMap(node)) return offset;
    const pair = node.items.find(({ key }) => isStep(key, step, depth));
    if (!pair) return offset;
    offset = (isNode(pair.key) && pair.key.range?.[0]) || offset;
    node = pair.value;
  }
  return offset;
}

/** Keys of the project may be written with the project's name before them, or without it. */
function isStep(key: unknown, step: string | number, depth: number): boolean {
  const name = isScalar(key) ? String(key.value) : undefined;
  if (name === undefined) return false;
  return name === String(step) || (depth === 1 && projectKey(name) === projectKey(String(step)));
}
