/** Removes a Deployment that another one has replaced: its pods get no new requests before they end. */
import { setTimeout as timer } from "node:timers/promises";
import { objectPath } from "../../kubernetes/object-path";
import type { LiveObject } from "../../model/live-object";
import type { DeploymentManifest } from "../../model/manifests/deployment";
import { carries } from "../../model/release/labels";
import type { ClusterApi } from "../cluster-api";
import type { Live } from "./decide/live";

type Client = Pick<ClusterApi, "get" | "list" | "mergePatch" | "delete">;

/** The label of pods that have left their Services; its value is the name of their Deployment. */
export const retiredLabel = "gray-release/retired";

/** How a Deployment is retired. */
export interface RetireOptions {
  /** Seconds in which callers learn that the pods have left, and open requests end. */
  readonly seconds: number;
  /** The selectors of the Services that lead to its pods. */
  readonly selectors: readonly Readonly<Record<string, string>>[];
  /** Waits; specs give one that does not. @default a timer */
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/** How often the end of ReplicaSets is looked at. */
const [looks, lookMs] = [150, 200];

interface Owned extends LiveObject {
  readonly metadata: LiveObject["metadata"] & {
    readonly uid?: string;
    readonly ownerReferences?: readonly { readonly kind: string; readonly uid: string }[];
  };
}

/**
 * Removes a Deployment without a lost request, whether its pods drain or not. A pod that ends while
 * callers still know it loses their requests. So its pods leave all Services first: their
 * ReplicaSets are removed without them (else new pods would take their place; the Deployment is
 * paused, so that it makes no new ReplicaSet), then they lose the labels by which Services select.
 * They end when callers had time to learn that. What broke off goes on when it runs again.
 *
 * @throws KubeError that says why an API server refuses it
 * @throws Error where ReplicaSets don't go away
 */
export async function retire(
  client: Client,
  deployment: Live<DeploymentManifest>,
  { seconds, selectors, sleep = timer }: RetireOptions,
): Promise<void> {
  const { name, namespace = "" } = deployment.metadata;
  const path = objectPath(deployment);
  const { uid } = (deployment as Owned).metadata;
  await client.mergePatch(path, { spec: { paused: true } });
  const list = async (apiVersion: string, kind: string, plural: string): Promise<Owned[]> => {
    const group = apiVersion === "v1" ? "/api/v1" : `/apis/${apiVersion}`;
    const found = await client.list<Owned>(`${group}/namespaces/${namespace}/${plural}`);
    return found.map((one) => ({ ...one, apiVersion, kind }));
  };
  const sets = (await list("apps/v1", "ReplicaSet", "replicasets")).filter((one) =>
    isOwnedBy(one, [uid]),
  );
  const setIds = sets.map(({ metadata }) => metadata.uid);
  const { matchLabels = {} } = deployment.spec.selector;
  const pods = (await list("v1", "Pod", "pods")).filter(
    (pod) =>
      pod.metadata.labels?.[retiredLabel] === name ||
      isOwnedBy(pod, setIds) ||
      // One whose ReplicaSet was removed before this broke off.
      (!pod.metadata.ownerReferences?.length &&
        pod.metadata.labels?.["pod-template-hash"] !== undefined &&
        carries(pod.metadata.labels, matchLabels)),
  );
  for (const set of sets) await client.delete(objectPath(set), { propagationPolicy: "Orphan" });
  for (const set of sets) await untilGone(client, objectPath(set), sleep);
  const keys = [matchLabels, ...selectors].flatMap(Object.keys);
  const without = Object.fromEntries(keys.map((key) => [key, null]));
  for (const pod of pods)
    await client.mergePatch(objectPath(pod), {
      metadata: { labels: { ...without, [retiredLabel]: name } },
    });
  if (pods.length > 0) await sleep(seconds * 1000);
  for (const pod of pods) await client.delete(objectPath(pod));
  await client.delete(path);
}

function isOwnedBy({ metadata }: Owned, ids: readonly (string | undefined)[]): boolean {
  return (metadata.ownerReferences ?? []).some(({ uid }) => ids.includes(uid));
}

async function untilGone(
  client: Client,
  path: string,
  sleep: (ms: number) => Promise<unknown>,
): Promise<void> {
  for (let look = 0; look < looks; look++) {
    if (!(await client.get(path))) return;
    await sleep(lookMs);
  }
  throw new Error(`${path} does not go away: its finalizers wait for something`);
}
