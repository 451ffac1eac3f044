// The objects that a release brings beside its own, one by one, with the places of their entries.
import type { Path } from "../problem";
import { isMapping } from "../schema/best-effort";
import type { ManifestEntry } from "./manifests";
import type { Release } from "./release";

/** An object beside the release's own. */
export interface BesideObject {
  /** As the user wrote it. */
  readonly object: Readonly<Record<string, unknown>>;
  /** Names of the clusters that get it. @default all clusters */
  readonly clusters?: readonly string[];
  /** Place of its entry in the release. */
  readonly origin: Path;
  /** The file and the line from which it comes; left out for one that stands in the release. */
  readonly from?: string;
}

/** The objects of all entries; files that were not read have none. */
export function besideObjects({ manifests = [] }: Pick<Release, "manifests">): BesideObject[] {
  return manifests.flatMap((entry, i) => objectsIn(entry, ["manifests", i]));
}

function objectsIn(entry: ManifestEntry, origin: Path): BesideObject[] {
  const file = fileOf(entry);
  if (file)
    return (file.documents ?? []).map(({ line, object }) => ({
      ...{ object, origin, from: `${file.file}, line ${line}` },
      ...(file.clusters && { clusters: file.clusters }),
    }));
  if (!isMapping(entry)) return [];
  if (!isMapping(entry.object) || entry.kind !== undefined) return [{ object: entry, origin }];
  const { object, clusters } = entry as { object: BesideObject["object"]; clusters?: string[] };
  return [{ object, origin: [...origin, "object"], ...(clusters && { clusters }) }];
}

/** An entry that names a file. */
export type FileEntry = Extract<ManifestEntry, { readonly file: string }>;

/** The file of an entry; undefined for an entry that is an object. */
export function fileOf(entry: ManifestEntry): FileEntry | undefined {
  if (typeof entry === "string") return { file: entry };
  return isMapping(entry) && typeof entry.file === "string" && entry.kind === undefined
    ? (entry as unknown as FileEntry)
    : undefined;
}
