/** Changes who owns the number of a Deployment's pods, and waits for pods that autoscalers add. */
import { KubeError } from "../../kubernetes/client";
import { setManagedFields } from "../../kubernetes/managed-fields";
import { objectPath } from "../../kubernetes/object-path";
import { typeOf } from "../../model/kinds";
import type { LiveObject } from "../../model/live-object";
import { replicasManager } from "../../model/manifests/ownership";
import type { Clock } from "../clock";
import type { ClusterApi } from "../cluster-api";
import type { ReachedCluster } from "../clusters/reached";
import { readyPods, type RollingDeployment } from "../pods/rolled-out";
import { RefusalError } from "../refusal";
import type { ScaleTarget } from "./decide";
import { autoscalerPath } from "./look";
import { tooFewText } from "./messages";
import { withoutOtherOwners, type LiveDeployment, type ReplicasChange } from "./replicas";

type Client = Pick<ClusterApi, "get" | "apply" | "mergePatch" | "delete">;

/** The changes of one cluster, and its client. */
export interface ClusterChanges {
  readonly client: Client;
  readonly changes: readonly ReplicasChange[];
}

/** How often a Deployment is read again that another field manager changes at the same time. */
const attempts = 10;

/** Milliseconds between two looks at a Deployment. */
const pauseMs = 500;

/**
 * Prepares the Deployments before the engine writes them: nothing of their pods changes, unless the
 * release declares more. Each step may run again after an update that broke off.
 */
export async function changeOwners(parts: readonly ClusterChanges[]): Promise<void> {
  await Promise.all(
    parts.flatMap(({ client, changes }) => changes.map((change) => changeOwner(client, change))),
  );
}

async function changeOwner(client: Client, change: ReplicasChange): Promise<void> {
  const { kind, live, declared, autoscaler } = change;
  const path = pathOf(live);
  if (kind === "own") return ownAlone(client, path);
  await hold(client, path);
  if (kind === "leave") return;
  if (autoscaler) {
    const { name, namespace = "" } = live.metadata;
    await client.delete(autoscalerPath(namespace, name));
  }
  // The autoscaler may have written once more before it was gone.
  await hold(client, path, declared);
}

/**
 * Lets the second field manager own the number of pods, in place of all others but the release.
 *
 * @param replicas the number. @default the live one
 */
async function hold(client: Client, path: string, replicas?: number): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const live = await client.get<LiveDeployment>(path);
    if (!live) return;
    const { name, namespace, resourceVersion } = live.metadata;
    const body = {
      ...typeOf("Deployment"),
      metadata: { name, ...(namespace !== undefined && { namespace }), resourceVersion },
      spec: { replicas: replicas ?? live.spec.replicas ?? 1 },
    };
    try {
      await client.apply(path, body, { fieldManager: replicasManager });
      return;
    } catch (error) {
      const isLate = error instanceof KubeError && error.status === 409;
      if (!isLate || attempt === attempts) throw error;
    }
  }
}

/** Makes the release the only owner of the numbers that it declares, after the engine wrote them. */
export async function ownNumbers(parts: readonly ClusterChanges[]): Promise<void> {
  await Promise.all(
    parts.flatMap(({ client, changes }) =>
      changes
        .filter(({ kind }) => kind === "take")
        .map(({ live }) => ownAlone(client, pathOf(live))),
    ),
  );
}

async function ownAlone(client: Client, path: string): Promise<void> {
  const live = await client.get<LiveObject>(path);
  await setManagedFields(client, path, live, (current) =>
    Promise.resolve(withoutOtherOwners(current)),
  );
}

function pathOf({ metadata }: LiveDeployment): string {
  return objectPath({ ...typeOf("Deployment"), metadata });
}

/** How pods are waited for. */
export interface UntilScaledOptions {
  /** Seconds that all of them may take. */
  readonly limitSeconds: number;
  readonly clock: Clock;
}

/**
 * Waits until the pods of all targets are ready.
 *
 * @throws RefusalError that says how many pods are ready when the time is over
 * @throws Error of an API server that does not answer
 */
export async function untilScaled(
  reached: readonly Pick<ReachedCluster, "cluster" | "client">[],
  targets: readonly ScaleTarget[],
  { limitSeconds, clock }: UntilScaledOptions,
): Promise<void> {
  const deadlineMs = clock.now() + limitSeconds * 1000;
  const clients = new Map(reached.map(({ cluster, client }) => [cluster.name, client]));
  for (;;) {
    const found = await Promise.all(
      targets.map(async (target) => ({
        ...target,
        ready: await readyOf(clients.get(target.cluster), target),
      })),
    );
    const missing = found.filter(({ ready, pods }) => ready < pods);
    if (missing.length === 0) return;
    if (clock.now() > deadlineMs) throw new RefusalError(tooFewText(missing, limitSeconds));
    await clock.sleep(pauseMs);
  }
}

async function readyOf(
  client: Pick<ClusterApi, "get"> | undefined,
  { namespace, deployment: name, pods }: ScaleTarget,
): Promise<number> {
  // A cluster without a client was not looked at either.
  if (!client) return pods;
  const path = objectPath({ ...typeOf("Deployment"), metadata: { name, namespace } });
  const found = await client.get<RollingDeployment>(path);
  return found ? readyPods(found) : 0;
}
