/** Notes stable versions in clusters. */
import { objectPath } from "../../kubernetes/object-path";
import { typeOf } from "../../model/kinds";
import type { VirtualServiceManifest } from "../../model/manifests/virtual-service";
import { serviceHost, subsetName } from "../../model/release/names";
import type { ClusterApi } from "../cluster-api";
import type { Reporter } from "../reporter";
import type { MissingNote } from "./decide";
import { noteManager, notePatch } from "./note";
import { hasAll } from "./served";

type NoteClient = Pick<ClusterApi, "get" | "mergePatch">;

/**
 * Writes notes, all at once. It reads each VirtualService again first: an abort may have given the
 * traffic back since an update wrote the routes, and then nothing is noted. A note that can't be written is a warning and nothing more: traffic
 * flows as it should.
 *
 * @param clientOf the client of a cluster by its name; undefined where the cluster has none
 * @returns the notes that were written
 */
export async function writeNotes(
  missing: readonly MissingNote[],
  clientOf: (cluster: string) => NoteClient | undefined,
  reporter: Pick<Reporter, "warn">,
): Promise<MissingNote[]> {
  const outcomes = await Promise.all(
    missing.map((note) => writeNote(note, clientOf(note.cluster))),
  );
  const failed = missing.flatMap(({ cluster, service, version }, i) => {
    const outcome = outcomes[i];
    return typeof outcome === "object"
      ? [`${service} ${version} in ${cluster}: ${outcome.failure}`]
      : [];
  });
  if (failed.length > 0)
    reporter.warn(
      `gray-release could not note the stable version: ${failed.join("; ")}. Traffic flows as it should, and the next update notes it. ` +
        "Until then, name the version for an abort: npx gray abort --to <service>=<version>.",
    );
  return missing.filter((_, i) => outcomes[i] === "written");
}

/** What became of a note. */
type Outcome = "written" | "outdated" | { readonly failure: string };

/** Writes a note, unless another writer gave the traffic to other versions since. */
async function writeNote(
  { service, route, version, outside }: MissingNote,
  client: NoteClient | undefined,
): Promise<Outcome> {
  if (!client) return { failure: "the program has no credentials of its own for this cluster" };
  const path = objectPath({ ...typeOf("VirtualService"), metadata: route });
  try {
    const live = await client.get<VirtualServiceManifest>(path);
    const own = { host: serviceHost(service, route.namespace), subset: subsetName(version) };
    if (!live || !hasAll(live.spec, outside ?? own)) return "outdated";
    await client.mergePatch(path, notePatch(version), { fieldManager: noteManager });
    return "written";
  } catch (error) {
    return { failure: (error as Error).message };
  }
}
