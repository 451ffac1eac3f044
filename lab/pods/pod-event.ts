// Events of pods.
import type { KubeClient } from "../../kubernetes/client";
import type { Pod } from "./pod-spec";
import { kubeTime } from "./pod-status";

/** Writes down for people (`kubectl describe pod`) what went wrong with a pod. */
export async function warnOfPod(
  client: KubeClient,
  { metadata }: Pod,
  reason: string,
  message: string,
): Promise<void> {
  const { name, namespace, uid } = metadata;
  const time = kubeTime();
  await client.create(`/api/v1/namespaces/${namespace}/events`, {
    apiVersion: "v1",
    kind: "Event",
    metadata: { generateName: `${name}.`, namespace },
    involvedObject: { apiVersion: "v1", kind: "Pod", name, namespace, uid },
    type: "Warning",
    reason,
    message,
    source: { component: "kubelet" },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  });
}
