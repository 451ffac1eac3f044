// The objects that a release brings beside its own: each with the place of its entry, and those that
// each cluster gets.
import { groupOf } from "../kinds";
import type { Manifest } from "../manifests/metadata";
import type { Path } from "../problem";
import type { Cluster } from "../release/cluster";
import { isPrimary } from "../release/cluster-role";
import type { ManifestEntry } from "../release/manifests";
import type { Release } from "../release/release";
import { isMapping } from "../schema/best-effort";

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

/** The objects of one cluster, with the place of each in the release. */
export interface PlannedBeside {
  readonly object: Manifest;
  readonly origin: Path;
}

/**
 * The objects that a cluster gets. Without a namespace they belong to the release's. Those of Istio go
 * to the clusters from which the mesh reads such objects.
 */
export function planBeside(release: Release, cluster: Cluster): PlannedBeside[] {
  return besideObjects(release)
    .filter(({ object }) => isComplete(object))
    .filter(({ clusters }) => clusters?.includes(cluster.name) ?? true)
    .map(({ object: written, origin }) => {
      const object = written as unknown as Manifest;
      const metadata = { namespace: release.namespace, ...object.metadata };
      return { object: { ...object, metadata }, origin };
    })
    .filter(({ object }) => isPrimary(cluster) || !groupOf(object.apiVersion).endsWith("istio.io"));
}

/** A plan of a release with mistakes, of which the checks tell, leaves out what has no name. */
function isComplete({ apiVersion, kind, metadata }: Readonly<Record<string, unknown>>): boolean {
  return (
    typeof apiVersion === "string" &&
    typeof kind === "string" &&
    isMapping(metadata) &&
    typeof metadata.name === "string"
  );
}
