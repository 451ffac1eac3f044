// Reads the YAML files that the entries of `manifests` name.
import type { Locate } from "../checks/locate";
import { formatPath, hasCredentials, show, type Problem } from "../problem";
import { fileOf } from "../plan/beside";
import type { ManifestEntry } from "../release/manifests";
import type { Release } from "../release/release";
import { readManifestFile } from "../yaml/manifest-file";

/**
 * Reads the text of a file.
 *
 * @param path relative to the project's folder
 * @throws Error that says why it can't be read
 */
export type ReadText = (path: string) => string;

/**
 * A release whose entries hold the objects of their files, with the mistakes of the files. Files that
 * were read before are not read again.
 */
export function readManifestFiles<T extends Pick<Release, "manifests">>(
  release: T,
  readText: ReadText,
  locate: Locate,
): { readonly release: T; readonly problems: readonly Problem[] } {
  if (!release.manifests?.some((entry) => fileOf(entry))) return { release, problems: [] };
  const problems: Problem[] = [];
  const manifests = release.manifests.map((entry, i): ManifestEntry => {
    const file = fileOf(entry);
    if (!file || file.documents) return entry;
    const tell = (given: string, fix: string) =>
      problems.push({
        code: "GR030",
        path: formatPath(locate(["manifests", i])),
        given,
        allowed: "a YAML file of objects, each with apiVersion, kind and metadata",
        fix,
      });
    const text = textOf(file.file, readText, tell);
    if (text === undefined) return { ...file, documents: [] };
    const { documents, mistakes } = readManifestFile(text);
    for (const { message, line } of mistakes)
      tell(`${file.file}, line ${line}: ${message}`, `correct line ${line} of ${file.file}`);
    if (documents.length === 0 && mistakes.length === 0)
      tell(`${file.file}, which holds no object`, "name another file, or remove the entry");
    return { ...file, documents };
  });
  return { release: { ...release, manifests }, problems };
}

function textOf(
  path: string,
  readText: ReadText,
  tell: (given: string, fix: string) => void,
): string | undefined {
  try {
    return readText(path);
  } catch (error) {
    const { code, message } = error as Error & { readonly code?: string };
    const why =
      code === "ENOENT" ? "which does not exist" : `which can't be read (${code ?? message})`;
    tell(
      hasCredentials(path) ? show(path) : `the file ${path}, ${why}`,
      "name a file by its path in the project's folder",
    );
    return undefined;
  }
}
