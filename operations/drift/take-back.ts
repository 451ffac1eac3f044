import { setTimeout as sleep } from "node:timers/promises";
import { withoutOthersClaims } from "./fields-released";
import { objectName, type LiveObject } from "../../model/live-object";
import type { Manifest } from "../../model/manifests/metadata";
import { stageOf, type Stage } from "../../model/plan/order";
import { setManagedFields } from "../../kubernetes/managed-fields";
import type { KubeClient } from "../../kubernetes/client";
import { fieldManager } from "../../kubernetes/connect";
import { objectPath } from "../../kubernetes/object-path";
import { podsReady } from "../pods/rolled-out";

/** What is taken back in a cluster. */
export interface TakeOver {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly client: KubeClient;
  /** Objects as they were applied last; they are written again. */
  readonly objects: readonly Manifest[];
  /** Objects that are as they were applied, and that somebody else holds, too; their fields become ours alone. */
  readonly held: readonly LiveObject[];
}

/**
 * Writes again what was applied last, in the order of the stages over all clusters, whoever wrote it since: routes come
 * last, when the pods that they name are ready and proxies had time to take what stands before.
 *
 * @throws Error that says which object can't be written and why; running it again goes on
 */
export async function takeOver(
  parts: readonly TakeOver[],
  { order, settleSeconds }: { readonly order: readonly Stage[]; readonly settleSeconds: number },
): Promise<void> {
  let before = false;
  for (const stage of order) {
    const writes = parts.flatMap(({ cluster, client, objects }) =>
      objects
        .filter(({ kind }) => stageOf(kind) === stage)
        .map((object) => ({ cluster, client, object })),
    );
    if (writes.length === 0) continue;
    if (before && stage === "routes") await sleep(settleSeconds * 1000);
    before = true;
    await Promise.all(
      writes.map(async ({ cluster, client, object }) => {
        try {
          const path = objectPath(object);
          await own(client, path, await client.apply<Manifest & LiveObject>(path, object));
          if (object.kind === "Deployment") await podsReady(client, path);
        } catch (error) {
          throw new Error(
            `can't take back ${objectName(object)} in cluster ${cluster}: ${(error as Error).message}`,
            { cause: error },
          );
        }
      }),
    );
  }
  await Promise.all(
    parts.flatMap(({ client, held }) =>
      held.map((object) => own(client, objectPath(object), object)),
    ),
  );
}

/** Takes the claims of others on fields that are ours, too, off an object. */
async function own(client: KubeClient, path: string, object: LiveObject): Promise<void> {
  await setManagedFields(client, path, object, (current) =>
    Promise.resolve(withoutOthersClaims(current, fieldManager)),
  );
}
