// Reads a YAML file of Kubernetes objects, which may hold several documents.
import {
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  Scalar,
  visit,
} from "yaml";
import { valueMistake } from "./plain";
import { maxAliasCount, parseOptions } from "./read";

/** An object of a file. */
export interface FileDocument {
  /** The line in which it begins, from 1 on. */
  readonly line: number;
  readonly object: Readonly<Record<string, unknown>>;
}

/** A mistake of a file. */
export interface FileMistake {
  readonly message: string;
  /** From 1 on. */
  readonly line: number;
}

/** What a file holds, and what keeps parts of it from being read. */
export interface ManifestFileContent {
  readonly documents: readonly FileDocument[];
  readonly mistakes: readonly FileMistake[];
}

/**
 * Reads the text of a file. Empty documents count for nothing, and the items of a `List` are objects
 * of their own, as `kubectl get -o yaml` prints them. Values that kubectl, which reads YAML 1.1, takes
 * for another value are mistakes.
 */
export function readManifestFile(text: string): ManifestFileContent {
  const lines = new LineCounter();
  const documents: FileDocument[] = [];
  const mistakes: FileMistake[] = [];
  const lineAt = (offset = 0) => lines.linePos(offset).line;
  for (const document of parseAllDocuments(text, { ...parseOptions, lineCounter: lines })) {
    const found = document.errors.map(({ message, pos: [at] }) => ({
      // The parser quotes the text of the file, which may be secret.
      message: message.replace(/: ["'].*$/s, ""),
      line: lineAt(at),
    }));
    visit(document, {
      Scalar: (_, node) => {
        if (node.type !== Scalar.PLAIN || node.tag !== undefined) return;
        if (!valueMistake(node.source ?? "", node.value as string)) return;
        const line = lineAt(node.range?.[0]);
        found.push({
          message: "a value that readers of YAML do not take the same way: put it in quotes",
          line,
        });
      },
    });
    mistakes.push(...found);
    const { contents } = document;
    if (found.length > 0 || contents === null || (isScalar(contents) && contents.value === null))
      continue;
    const line = lineAt(contents.range?.[0]);
    if (!isMap(contents)) {
      mistakes.push({ message: "a document that is no mapping", line });
      continue;
    }
    const object = document.toJS({ maxAliasCount }) as Readonly<Record<string, unknown>>;
    const items = contents.get("items");
    if (object.kind !== "List" || !isSeq(items)) {
      documents.push({ line, object });
      continue;
    }
    for (const [i, item] of items.items.entries())
      documents.push({
        line: isNode(item) ? lineAt(item.range?.[0]) : line,
        object: (object.items as readonly FileDocument["object"][])[i] ?? {},
      });
  }
  return { documents, mistakes };
}
