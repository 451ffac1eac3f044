/** Changes values in a stack file as an editor would: comments, order and form of the rest stay. */
import { renameSync, writeFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { parseDocument } from "yaml";
import type { ConfigChange } from "../../operations/abort/config-changes";
import type { StackConfig } from "../../model/config/settings";
import { changed, editConfig, type ConfigDocument } from "../../model/yaml/edit";
import { withoutAliases } from "../../model/yaml/expand";
import { projectConfig } from "../../model/yaml/keys";
import { maxAliasCount, parseOptions } from "../../model/yaml/read";
import { documentText } from "../../model/yaml/write";
import { projectOf, readStackText } from "./file";

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
  const parsed = () => parseDocument(text, parseOptions) as ConfigDocument;
  const first = parsed();
  const project = projectOf(path);
  const before = projectConfig(first.toJS({ maxAliasCount }), project);
  if (!before) throw new Error(`${path}: \`config\` is no mapping of keys to values`);
  const config = changed(before, changes);
  // Anchors and merge keys stay where they can: else each alias becomes a copy of its own.
  const document =
    edited(first, changes, { config, project }) ??
    edited(withoutAliases(parsed()), changes, { config, project });
  if (!document)
    throw new Error(`${path}: the config can't be changed as it is written: change it by hand`);
  return {
    config,
    write: () => {
      // Written beside the file and renamed, so that a full disk never leaves half a file.
      const aside = `${path}.${process.pid}`;
      // `{v1: 100}` or `{ v1: 100 }`, as the rest of the file is written.
      const flowCollectionPadding = /\{ \S/.test(text);
      writeFileSync(aside, documentText(document, { flowCollectionPadding }));
      renameSync(aside, path);
    },
  };
}

/** The document with the changes; undefined where more or less would change than that. */
function edited(
  document: ConfigDocument,
  changes: readonly ConfigChange[],
  { config, project }: { readonly config: StackConfig; readonly project: string },
): ConfigDocument | undefined {
  try {
    for (const change of changes) editConfig(document, change, project);
    const after = projectConfig(document.toJS({ maxAliasCount }), project);
    return isDeepStrictEqual(after, config) ? document : undefined;
  } catch {
    // An alias whose anchor is gone.
    return undefined;
  }
}
