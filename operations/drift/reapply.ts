import * as pulumi from "@pulumi/pulumi";
import type { KubeClient, KubeObject } from "../../kubernetes/client";
import { readLive } from "../../kubernetes/live-objects";
import { UnreadableError } from "../../kubernetes/read-error";
import { objectPath } from "../../kubernetes/object-path";
import { podsReady } from "../pods/rolled-out";
import { compare } from "./decide";
import { objectName, type LiveObject } from "../../model/live-object";
import type { Manifest } from "../../model/manifests/metadata";
import { written } from "../../model/manifests/ownership";
import { factsOf, type Stage } from "../../model/kinds";
import type { ReachedCluster } from "../clusters/connect";

/**
 * Writes the objects of a stage that are not as the config plans them, though the engine thinks so: what was written and
 * never recorded, because the engine was killed in between or `gray abort` had nobody to record it, is taken by the engine
 * for what its state says, as soon as the config says that, too.
 *
 * @returns whether anything had to be written
 */
export async function writeUnrecorded(
  reached: readonly ReachedCluster[],
  stage: Stage,
): Promise<boolean> {
  const found = await Promise.all(
    reached.map(async ({ cluster, client, objects }) => {
      const planned = objects.filter(({ kind }) => factsOf(kind).stage === stage);
      if (!client || planned.length === 0) return [];
      return differing(client, planned, cluster.name);
    }),
  );
  const again = await Promise.all(
    found.flat().map(async (one) => ((await write(one)) ? [one.name] : [])),
  );
  const names = again.flat();
  if (names.length > 0)
    await pulumi.log.info(
      `Written again, since the clusters had something else than the state says: ${names.join(", ")}.`,
    );
  return names.length > 0;
}

interface Unrecorded {
  readonly client: KubeClient;
  readonly planned: Manifest;
  readonly live: LiveObject;
  readonly name: string;
}

async function differing(
  client: KubeClient,
  planned: readonly Manifest[],
  cluster: string,
): Promise<Unrecorded[]> {
  const live = await readLive(client, planned).catch((error: Error) => {
    // The look for drift has told that nothing may be read.
    if (error instanceof UnreadableError && error.forbidden) return [];
    throw error;
  });
  return compare(planned, live).flatMap(({ object, found, differences }) => {
    // An object that is gone is the engine's to make.
    if (!found || differences.length === 0) return [];
    const name = `${objectName(object)} in cluster ${cluster}`;
    return [{ client, planned: object, live: found, name }];
  });
}

/** @returns whether that changed anything: an API server keeps some values in another form than they were given */
async function write({ client, planned, live }: Unrecorded): Promise<boolean> {
  const path = objectPath(planned);
  const now = await client.apply<KubeObject>(path, written(planned));
  const changed = now.metadata.resourceVersion !== live.metadata.resourceVersion;
  if (changed && planned.kind === "Deployment") await podsReady(client, path);
  return changed;
}
