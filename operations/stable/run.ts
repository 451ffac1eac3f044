/** Notes stable versions in clusters. */
import { objectPath } from "../../kubernetes/object-path";
import { typeOf } from "../../model/kinds";
import type { ClusterApi } from "../cluster-api";
import type { Reporter } from "../reporter";
import type { MissingNote } from "./decide";
import { noteManager, notePatch } from "./note";

/**
 * Writes notes, all at once. A note that can't be written is a warning and nothing more: traffic
 * flows as it should.
 *
 * @param clientOf the client of a cluster by its name; undefined where the cluster has none
 * @returns the notes that were written
 */
export async function writeNotes(
  missing: readonly MissingNote[],
  clientOf: (cluster: string) => Pick<ClusterApi, "mergePatch"> | undefined,
  reporter: Pick<Reporter, "warn">,
): Promise<MissingNote[]> {
  const failures = await Promise.all(
    missing.map((note) => writeNote(note, clientOf(note.cluster))),
  );
  const failed = missing.flatMap(({ cluster, service, version }, i) =>
    failures[i] === undefined ? [] : [`${service} ${version} in ${cluster}: ${failures[i]}`],
  );
  if (failed.length > 0)
    reporter.warn(
      `gray-release could not note the stable version: ${failed.join("; ")}. Traffic flows as it should, and the next update notes it. ` +
        "Until then, name the version for an abort: gray abort --to <service>=<version>.",
    );
  return missing.filter((_, i) => failures[i] === undefined);
}

/** @returns why the note could not be written */
async function writeNote(
  { route, version }: MissingNote,
  client: Pick<ClusterApi, "mergePatch"> | undefined,
): Promise<string | undefined> {
  if (!client) return "the program has no credentials of its own for this cluster";
  const path = objectPath({ ...typeOf("VirtualService"), metadata: route });
  try {
    await client.mergePatch(path, notePatch(version), { fieldManager: noteManager });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
