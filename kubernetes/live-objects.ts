/** Reads the live objects of planned ones, with as few requests and rights as possible. */
import { identity, type LiveObject } from "../model/live-object";
import type { Manifest } from "../model/manifests/metadata";
import type { KubeClient } from "./client";
import { listPath, objectPath } from "./object-path";
import { readError } from "./read-error";

/** As much of a client as is used here. */
type Client = Pick<KubeClient, "get" | "list">;

/** The objects of a cluster that have the names of the given ones. See {@link readKinds}. */
export async function readLive(client: Client, wanted: readonly Manifest[]): Promise<LiveObject[]> {
  const names = new Set(wanted.map(identity));
  return (await readKinds(client, wanted)).filter((object) => names.has(identity(object)));
}

/**
 * The objects of a cluster that have the kinds and namespaces of the given ones. One request for each kind and namespace,
 * all at once; namespaces by their names, so that no right over the whole cluster is needed.
 *
 * @throws UnreadableError that says what can't be read and what to do
 */
export async function readKinds(
  client: Client,
  wanted: readonly Manifest[],
): Promise<LiveObject[]> {
  const reads = new Map(wanted.map((object) => [pathOf(object), object]));
  const found = await Promise.all(
    [...reads].map(([path, { apiVersion, kind, metadata }]) =>
      read(client, path, { apiVersion, kind }).catch((error: unknown) => {
        throw readError(error, { apiVersion, kind, metadata });
      }),
    ),
  );
  return found.flat();
}

function pathOf(object: Manifest): string {
  return object.kind === "Namespace" ? objectPath(object) : listPath(object);
}

/** Items of a list come without what they are. */
async function read(
  client: Client,
  path: string,
  type: Pick<Manifest, "apiVersion" | "kind">,
): Promise<LiveObject[]> {
  if (type.kind !== "Namespace")
    return (await client.list<LiveObject>(path)).map((object) => ({ ...object, ...type }));
  const one = await client.get<LiveObject>(path);
  return one ? [one] : [];
}
