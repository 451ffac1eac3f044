/**
 * Re-applies objects whose live fields differ from the plan although the engine's state matches it.
 */
import type { KubeObject } from "../../kubernetes/client";
import { readLive } from "../../kubernetes/live-objects";
import { objectPath } from "../../kubernetes/object-path";
import { UnreadableError } from "../../kubernetes/read-error";
import { written } from "../../model/manifests/ownership";
import { stageOf, type Stage } from "../../model/kinds";
import type { Clock } from "../clock";
import type { ClusterApi } from "../cluster-api";
import type { ReachedCluster } from "../clusters/reached";
import { untilRolledOut } from "../pods/wait";
import type { Reporter } from "../reporter";
import { reappliedText, unrecordedObjects, type Unrecorded } from "./unrecorded";

/**
 * Writes the objects of a stage that differ from the plan. The engine killed between a write and
 * its record, or a `gray abort` that could not record, leaves such objects; the engine changes
 * nothing of them as soon as the config says what its state says.
 *
 * @returns whether it changed any object
 * @throws Error of the API server that does not answer
 */
export async function reapplyUnrecorded(
  reached: readonly Pick<ReachedCluster, "cluster" | "client" | "objects">[],
  stage: Stage,
  { reporter, clock }: { readonly reporter: Reporter; readonly clock?: Clock },
): Promise<boolean> {
  const found = await Promise.all(
    reached.map(async ({ cluster, client, objects }) => {
      const planned = objects.filter((object) => stageOf(object) === stage);
      if (!client || planned.length === 0) return [];
      const live = await readLive(client, planned).catch((error: Error) => {
        // The look for drift has warned that this cluster's objects may not be read.
        if (error instanceof UnreadableError && error.forbidden) return [];
        throw new Error(`cluster ${cluster.name}: ${error.message}`, { cause: error });
      });
      return unrecordedObjects(planned, live, cluster.name).map((one) => ({ client, one }));
    }),
  );
  const again = await Promise.all(
    found
      .flat()
      .map(async ({ client, one }) => ((await reapply(client, one, clock)) ? [one.name] : [])),
  );
  const names = again.flat();
  if (names.length > 0) reporter.info(reappliedText(names));
  return names.length > 0;
}

/**
 * @returns whether that changed anything: an API server keeps some values in another form than they
 * were given
 */
async function reapply(
  client: Pick<ClusterApi, "apply" | "get">,
  { planned, live }: Unrecorded,
  clock: Clock | undefined,
): Promise<boolean> {
  const path = objectPath(planned);
  const now = await client.apply<KubeObject>(path, written(planned));
  const changed = now.metadata.resourceVersion !== live.metadata.resourceVersion;
  if (changed && planned.kind === "Deployment") await untilRolledOut(client, path, { clock });
  return changed;
}
