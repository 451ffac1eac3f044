/** Takes drift back: writes again what was applied last, stage by stage over all clusters. */
import { setTimeout as timer } from "node:timers/promises";
import { fieldManager } from "../../model/manifests/ownership";
import { setManagedFields } from "../../kubernetes/managed-fields";
import { objectPath } from "../../kubernetes/object-path";
import { objectName, type LiveObject } from "../../model/live-object";
import type { Manifest } from "../../model/manifests/metadata";
import { stageOf, type Stage } from "../../model/kinds";
import type { ClusterApi } from "../cluster-api";
import { untilRolledOut } from "../pods/wait";
import { resultOf } from "../result";
import type { ObjectsByCluster } from "./baseline";
import { releaseSharedFields } from "./fields-released";
import type { ClusterDrift } from "./look";

type Client = Pick<ClusterApi, "get" | "apply" | "mergePatch">;

/** What is taken back in a cluster. */
export interface TakeBack {
  /** Name of the cluster. */
  readonly cluster: string;
  readonly client: Client;
  /** Objects as they were applied last; they are written again. */
  readonly objects: readonly Manifest[];
  /**
   * Objects as they were applied in which other managers own fields, too; the stack becomes their
   * only owner.
   */
  readonly held: readonly LiveObject[];
}

/** How drift is taken back. */
export interface TakeBackOptions {
  /** The order of the stages, as the release needs it. */
  readonly order: readonly Stage[];
  /** Seconds that proxies get to take what was written before the routes. */
  readonly syncSeconds: number;
  /** Waits; specs give one that does not. @default a timer */
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/**
 * What to write again in one cluster: of the objects that were applied last, those that drifted.
 */
export function takeBackOf(
  client: Client,
  { cluster, drift, held }: ClusterDrift,
  applied: ObjectsByCluster,
): TakeBack {
  const drifted = new Set(drift.map(({ object }) => object));
  const objects = applied.get(cluster) ?? [];
  return {
    cluster,
    client,
    objects: objects.filter((object) => drifted.has(objectName(object))),
    held,
  };
}

/**
 * Writes again what was applied last, in the order of the stages over all clusters, whichever
 * manager wrote it since. Routes come last: when the pods that they name are ready, and proxies had
 * time to take what was written before.
 *
 * @throws Error that says which objects of a stage can't be written and why, in any cluster; later
 * stages are not begun then: a route must not lead to what is not there. Running it again goes on
 */
export async function takeBack(
  parts: readonly TakeBack[],
  { order, syncSeconds, sleep = timer }: TakeBackOptions,
): Promise<void> {
  let wroteBefore = false;
  for (const stage of order) {
    const writes = parts.flatMap(({ cluster, client, objects }) =>
      objects
        .filter((object) => stageOf(object) === stage)
        .map((object) => ({ cluster, client, object })),
    );
    if (writes.length === 0) continue;
    if (wroteBefore && stage === "routes") await sleep(syncSeconds * 1000);
    wroteBefore = true;
    await allOf(
      writes.map(({ cluster, client, object }) =>
        naming(object, cluster, async () => {
          const path = objectPath(object);
          await ownAlone(client, path, await client.apply<Manifest & LiveObject>(path, object));
          if (object.kind === "Deployment") await untilRolledOut(client, path);
        }),
      ),
    );
  }
  await allOf(
    parts.flatMap(({ cluster, client, held }) =>
      held.map((object) =>
        naming(object, cluster, () => ownAlone(client, objectPath(object), object)),
      ),
    ),
  );
}

/**
 * Lets all of them end.
 *
 * @throws Error with what all that failed say
 */
async function allOf(work: readonly Promise<void>[]): Promise<void> {
  const outcomes = await Promise.all(work.map(resultOf));
  const failures = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.failure]));
  if (failures.length > 0) throw new Error(failures.join("\n"));
}

/** Does something with an object; an error names the object and its cluster. */
async function naming(object: Manifest, cluster: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new Error(
      `can't take back ${objectName(object)} in cluster ${cluster}: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/** Makes the stack the only owner of its fields in an object. */
async function ownAlone(client: Client, path: string, object: LiveObject): Promise<void> {
  await setManagedFields(client, path, object, (current) =>
    Promise.resolve(releaseSharedFields(current, fieldManager)),
  );
}
