import type { LiveObject } from "../model/live-object";
import { KubeError, type KubeClient } from "./client";

/** How often an object is read again that another hand changes at the same time. */
const attempts = 5;

/**
 * Sets who holds which fields of an object, and nothing else of it.
 *
 * @param object as it was read last, or undefined where there is none
 * @param claims what its `managedFields` are to be; undefined where they are right
 * @returns the object whose claims were replaced or are right, or undefined where there is none any more
 * @throws KubeError that says why the API server refuses it
 */
export async function setClaims(
  client: KubeClient,
  path: string,
  object: LiveObject | undefined,
  claims: (object: LiveObject) => Promise<LiveObject["metadata"]["managedFields"]>,
): Promise<LiveObject | undefined> {
  let current = object;
  for (let attempt = 1; current; attempt++) {
    const managedFields = await claims(current);
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
