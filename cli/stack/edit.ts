/** Changes values in a stack file as an editor would: comments, order and form of the rest stay. */
import { configKey } from "../../model/project";
import { renameSync, writeFileSync } from "node:fs";
import { isMap, isNode, isScalar, parseDocument, type Document } from "yaml";
import type { ConfigChange } from "../../operations/abort/config-changes";
import type { StackConfig } from "../../model/config/settings";
import { projectConfig, projectKey } from "../../model/yaml/keys";
import { readStackText } from "./file";

/** A stack file with changes that are not written yet. */
export interface EditedStackFile {
  /** The project's config with the changes. */
  readonly config: StackConfig;
  /** Writes the changes into the file. */
  readonly write: () => void;
}

/**
 * Prepares changes of a stack's config.
 *
 * @throws Error that says why the file can't be read
 */
export function editStackFile(path: string, changes: readonly ConfigChange[]): EditedStackFile {
  const text = readStackText(path);
  const document = parseDocument(text, { logLevel: "error" });
  for (const change of changes) apply(document, change);
  const config = projectConfig(document.toJS());
  if (!config) throw new Error(`${path}: \`config\` is no mapping of keys to values`);
  return {
    config,
    write: () => {
      // Written beside the file and renamed, so that a full disk never leaves half a file.
      const aside = `${path}.${process.pid}`;
      // `{v1: 100}` or `{ v1: 100 }`, as the rest of the file is written.
      const flowCollectionPadding = /\{ \S/.test(text);
      writeFileSync(aside, document.toString({ lineWidth: 0, flowCollectionPadding }));
      renameSync(aside, path);
    },
  };
}

function apply(document: Document, { path: [key, ...inside], value }: ConfigChange): void {
  const path = ["config", keyIn(document, String(key)), ...inside];
  if (value === undefined) return removeAt(document, path);
  const before = document.getIn(path, true);
  const node = document.createNode(value);
  // A mapping in braces stays a mapping in braces.
  if (isMap(node)) node.flow = isMap(before) ? (before.flow ?? false) : true;
  if (isNode(before)) node.comment = before.comment;
  document.setIn(path, node);
}

/**
 * Removes a value, and its mapping if that is empty then: an empty mapping means something else
 * than none.
 */
function removeAt(document: Document, path: readonly (string | number)[]): void {
  document.deleteIn(path);
  const parent = path.slice(0, -1);
  const left = document.getIn(parent, true);
  if (isNode(left) && isMap(left) && left.items.length === 0) document.deleteIn(parent);
}

/** A key as the file writes it: with the project's name before it, or without it. */
function keyIn(document: Document, name: string): string {
  const config = document.get("config", true);
  const known = isMap(config)
    ? config.items.map(({ key }) => (isScalar(key) ? key.value : key))
    : [];
  const found = known.find((key) => typeof key === "string" && projectKey(key) === name);
  return typeof found === "string" ? found : configKey(name);
}
