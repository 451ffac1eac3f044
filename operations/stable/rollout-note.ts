/**
 * The note that a release had a rollout: an annotation of its VirtualServices. An update sees it in
 * its first look, and reads the record of a rollout only where it is there.
 */
import { objectPath } from "../../kubernetes/object-path";
import { typeOf } from "../../model/kinds";
import type { ClusterApi } from "../cluster-api";
import { systemClock, type Clock } from "../clock";
import { inTime } from "../deadline";
import { resultOf } from "../result";
import { noteManager, type NotedObject } from "./note";

/**
 * The annotation; its value is the name of the release, because releases can share a namespace. Its
 * name holds no "istio.io", so istiod pushes nothing when it changes.
 */
export const rolloutKey = "gray-release/rollout";

/** Milliseconds in which the API server must take a note. */
const noteLimitMs = 5000;

/** As much of a live VirtualService as holds the note. */
export interface RolloutNoted {
  readonly metadata: Pick<NotedObject["metadata"], "name" | "namespace" | "annotations">;
}

/** The names of the releases of which VirtualServices note that they had a rollout. */
export function rolloutsIn(routes: readonly RolloutNoted[]): string[] {
  return routes.flatMap(({ metadata: { annotations } }) => annotations?.[rolloutKey] ?? []);
}

/**
 * Notes it in VirtualServices, all at once; those that note it already are left alone.
 *
 * @returns why one could not be written; undefined where all were
 */
export async function noteRollout(
  client: Pick<ClusterApi, "mergePatch">,
  routes: readonly RolloutNoted[],
  { release, clock = systemClock }: { readonly release: string; readonly clock?: Clock },
): Promise<string | undefined> {
  const body = { metadata: { annotations: { [rolloutKey]: release } } };
  const missing = routes.filter((one) => !rolloutsIn([one]).includes(release));
  const written = missing.map(({ metadata }) => {
    const path = objectPath({ ...typeOf("VirtualService"), metadata });
    const noted = client.mergePatch(path, body, { fieldManager: noteManager });
    return resultOf(inTime(noted, { limitMs: noteLimitMs, clock }));
  });
  const failures = (await Promise.all(written)).flatMap((one) => (one.ok ? [] : [one.failure]));
  return failures.length === 0 ? undefined : [...new Set(failures)].join("; ");
}
