/** Writes `metadata.managedFields`: which field manager owns which fields of a live object. */
import type { LiveObject } from "../model/live-object";
import { KubeError, type KubeClient } from "./client";

/** How often an object is read again that another field manager changes at the same time. */
const attempts = 5;

/** As much of a client as is used here. */
type Client = Pick<KubeClient, "get" | "mergePatch">;

/**
 * Sets the managed fields of an object (which manager owns which fields), and nothing else of it.
 *
 * @param object as it was read last, or undefined where the cluster has none
 * @param wanted computes what its `managedFields` must be; undefined where they are right already
 * @returns the object whose managed fields were replaced or are right, or undefined where the object is gone
 * @throws KubeError that says why the API server refuses it
 */
export async function setManagedFields(
  client: Client,
  path: string,
  object: LiveObject | undefined,
  wanted: (object: LiveObject) => Promise<LiveObject["metadata"]["managedFields"]>,
): Promise<LiveObject | undefined> {
  let current = object;
  for (let attempt = 1; current; attempt++) {
    const managedFields = await wanted(current);
    if (!managedFields) return current;
    const { resourceVersion } = current.metadata;
    const body = { metadata: { managedFields, resourceVersion } };
    try {
      await client.mergePatch(path, body);
      return current;
    } catch (error) {
      if (!(error instanceof KubeError && error.status === 409) || attempt === attempts)
        throw error;
      current = await client.get<LiveObject>(path);
    }
  }
  return undefined;
}
