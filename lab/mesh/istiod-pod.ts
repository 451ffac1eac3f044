// Shows istiod, a process of the lab, as a pod of its cluster.
import { createHash } from "node:crypto";
import { isPodReady } from "../../kubernetes/pod-ready";
import { objectPath } from "../../kubernetes/object-path";
import type { Cluster } from "../clusters";
import type { ControlPlane } from "../control-plane/control-plane";
import { mirrorAnnotation, type Pod } from "../pods/pod-spec";
import { kubeTime, podStatus } from "../pods/pod-status";

/** Name of the pod that stands for a primary cluster's istiod, made as kubelets name their static pods. */
export function istiodPodName(cluster: Cluster): string {
  return `istiod-${cluster.node}`;
}

/** What is to be told of an istiod. */
export interface IstiodState {
  ready: boolean;
  /** How often it was started again. */
  restarts: number;
  /** ISO time of its start, in whole seconds. */
  startedAt: string;
}

/**
 * Shows a cluster's istiod, which is a process of the lab, as the mirror of a static pod: as the clusters of kubeadm
 * show their API servers. It shares the node's address, and no request to the API can end it.
 */
export async function showIstiod(
  { client, cluster }: Pick<ControlPlane, "client" | "cluster">,
  { ready, restarts, startedAt }: IstiodState,
): Promise<void> {
  const node = await client.get<Pod>(`/api/v1/nodes/${cluster.node}`);
  const pod = mirrorPod(cluster, node?.metadata.uid ?? "");
  const path = objectPath(pod);
  const before = await client.get<Pod>(path);
  if (before && hashOf(before) !== hashOf(pod))
    await client.delete(path, { gracePeriodSeconds: 0 });
  const shown = await client.apply<Pod>(path, pod);
  const status = { ...shown.status, podIP: cluster.address, hostIP: cluster.address };
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
    status: podStatus({ ...shown, status }, state, kubeTime()),
  });
}

/** Whether the pod that stands for a cluster's istiod is Ready in the API. */
export async function isShownReady({
  client,
  cluster,
}: Pick<ControlPlane, "client" | "cluster">): Promise<boolean> {
  const path = `/api/v1/namespaces/istio-system/pods/${istiodPodName(cluster)}`;
  const pod = await client.get<Pod>(path);
  return pod !== undefined && isPodReady(pod);
}

function hashOf({ metadata }: Pod): string | undefined {
  return metadata.annotations?.[mirrorAnnotation];
}

/** The labels are those of Istio's chart; the one for injection keeps the sidecar away. */
function mirrorPod(cluster: Cluster, nodeUid: string): Pod {
  const spec = {
    nodeName: cluster.node,
    hostNetwork: true,
    containers: [
      {
        name: "discovery",
        image: "pilot",
        ports: [
          { containerPort: 8080, name: "http-debug" },
          { containerPort: 15010, name: "grpc-xds" },
          { containerPort: 15012, name: "tls-xds" },
          { containerPort: 15014, name: "http-monitoring" },
          { containerPort: 15017, name: "tls-webhooks" },
        ],
      },
    ],
  };
  const labels = {
    app: "istiod",
    istio: "pilot",
    "istio.io/rev": "default",
    "istio.io/dataplane-mode": "none",
    "sidecar.istio.io/inject": "false",
  };
  const owner = { apiVersion: "v1", kind: "Node", name: cluster.node, uid: nodeUid };
  const hash = createHash("md5")
    .update(JSON.stringify([spec, labels, nodeUid]))
    .digest("hex");
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: istiodPodName(cluster),
      namespace: "istio-system",
      labels,
      annotations: { [mirrorAnnotation]: hash, "kubernetes.io/config.source": "file" },
      ownerReferences: [{ ...owner, controller: true }],
    },
    spec,
    status: {},
  } as Pod;
}
