// Shows a process of the lab as a pod of its cluster: as the mirror of a static pod.
import { createHash } from "node:crypto";
import { isPodReady } from "../../kubernetes/pod-ready";
import { objectPath } from "../../kubernetes/object-path";
import type { Cluster } from "../clusters";
import type { ControlPlane } from "../control-plane/control-plane";
import { type Container, mirrorAnnotation, type Pod } from "./pod-spec";
import { kubeTime, podStatus } from "./pod-status";

/** A process that runs on a cluster's node, outside of any pod's network. */
export interface StaticPod {
  /** Name before the node's. */
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly container: Container;
}

/** What is to be told of a process. */
export interface ProcessState {
  ready: boolean;
  /** How often it was started again. */
  restarts: number;
  /** ISO time of its start, in whole seconds. */
  startedAt: string;
}

type Plane = Pick<ControlPlane, "client" | "cluster">;

/** Name of the pod that stands for a process, made as kubelets name their static pods. */
export function staticPodName({ name }: Pick<StaticPod, "name">, cluster: Cluster): string {
  return `${name}-${cluster.node}`;
}

/**
 * Shows a process as the mirror of a static pod, as the clusters of kubeadm show their API servers. It shares the node's
 * address, and no request to the API can end it.
 */
export async function showStaticPod(
  { client, cluster }: Plane,
  shown: StaticPod,
  { ready, restarts, startedAt }: ProcessState,
): Promise<void> {
  const node = await client.get<Pod>(`/api/v1/nodes/${cluster.node}`);
  const pod = mirrorPod(cluster, shown, node?.metadata.uid ?? "");
  const path = objectPath(pod);
  const before = await client.get<Pod>(path);
  if (before && hashOf(before) !== hashOf(pod))
    await client.delete(path, { gracePeriodSeconds: 0 });
  const applied = await client.apply<Pod>(path, pod);
  const status = { ...applied.status, podIP: cluster.address, hostIP: cluster.address };
  const state = {
    initialized: true,
    proxyReady: false,
    appsReady: ready,
    imageMissing: false,
    proxyRestarts: 0,
    appRestarts: restarts,
    startedAt,
  };
  await client.patch(`${path}/status`, {
    status: podStatus({ ...applied, status }, state, kubeTime()),
  });
}

/** Removes the pod of a process that runs no more. */
export async function hideStaticPod({ client, cluster }: Plane, shown: StaticPod): Promise<void> {
  await client.delete(pathOf(shown, cluster), { gracePeriodSeconds: 0 });
}

/** Whether the pod that stands for a process is Ready in the API. */
export async function isShownReady({ client, cluster }: Plane, shown: StaticPod): Promise<boolean> {
  const pod = await client.get<Pod>(pathOf(shown, cluster));
  return pod !== undefined && isPodReady(pod);
}

function pathOf(shown: StaticPod, cluster: Cluster): string {
  return `/api/v1/namespaces/${shown.namespace}/pods/${staticPodName(shown, cluster)}`;
}

function hashOf({ metadata }: Pod): string | undefined {
  return metadata.annotations?.[mirrorAnnotation];
}

function mirrorPod(cluster: Cluster, shown: StaticPod, nodeUid: string): Pod {
  const { namespace, container } = shown;
  const spec = { nodeName: cluster.node, hostNetwork: true, containers: [container] };
  // The label keeps the sidecar away.
  const labels = { ...shown.labels, "sidecar.istio.io/inject": "false" };
  const owner = { apiVersion: "v1", kind: "Node", name: cluster.node, uid: nodeUid };
  const hash = createHash("md5")
    .update(JSON.stringify([spec, labels, nodeUid]))
    .digest("hex");
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: staticPodName(shown, cluster),
      namespace,
      labels,
      annotations: { [mirrorAnnotation]: hash, "kubernetes.io/config.source": "file" },
      ownerReferences: [{ ...owner, controller: true }],
    },
    spec,
    status: {},
  } as Pod;
}
