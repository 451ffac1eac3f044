/**
 * Marks routes that an abort leaves as they are. An update that runs at that moment may be about to
 * move them: its guard sees the mark, as it sees a route that was written.
 */
import { objectPath } from "../../kubernetes/object-path";
import { typeOf } from "../../model/kinds";
import type { ClusterApi } from "../cluster-api";
import type { Clock } from "../clock";
import { inTime } from "../deadline";
import { resultOf } from "../result";
import { noteManager } from "../stable/note";
import type { RoutingObject } from "./routes";

/** The annotation: when. Its name holds no "istio.io", so istiod pushes nothing when it changes. */
export const abortedKey = "gray-release/aborted";

/** Milliseconds in which the API server must take a mark. */
const markLimitMs = 5000;

/**
 * Marks VirtualServices, all at once, under the field manager of the notes: the engine's next write
 * removes what no plan holds under the program's own.
 *
 * @returns why one could not be marked; undefined where all were
 */
export async function markRoutes(
  client: Pick<ClusterApi, "mergePatch">,
  routes: readonly Pick<RoutingObject, "metadata">[],
  clock: Clock,
): Promise<string | undefined> {
  const aborted = new Date(clock.now()).toISOString();
  const body = { metadata: { annotations: { [abortedKey]: aborted } } };
  const marks = routes.map(({ metadata }) => {
    const path = objectPath({ ...typeOf("VirtualService"), metadata });
    const marked = client.mergePatch(path, body, { fieldManager: noteManager });
    return resultOf(inTime(marked, { limitMs: markLimitMs, clock }));
  });
  const failures = (await Promise.all(marks)).flatMap((one) => (one.ok ? [] : [one.failure]));
  if (failures.length === 0) return undefined;
  return `an update that runs now could still move its routes: ${[...new Set(failures)].join("; ")}`;
}
