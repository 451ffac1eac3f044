// The two ways in which the pod agent changes a pod's object: it reports its status, and removes it in the end.
import { setTimeout as sleep } from "node:timers/promises";
import { KubeError, type KubeClient } from "../../kubernetes/client";
import type { Pod } from "./pod-spec";
import { kubeTime, podStatus, type PodState } from "./pod-status";

type Log = (line: string) => void;

/**
 * Reports the state of a pod to the API server.
 *
 * @returns whether the API server took it; why not is logged, unless the pod is gone or replaced
 */
export async function writeStatus(
  client: KubeClient,
  pod: Pod,
  state: PodState,
  log: Log,
): Promise<boolean> {
  try {
    await client.patch(`${pathOf(pod)}/status`, {
      metadata: { uid: pod.metadata.uid },
      status: podStatus(pod, state, kubeTime()),
    });
    return true;
  } catch (error) {
    // Gone or replaced: the watch will say so.
    if (!(error instanceof KubeError && (error.status === 404 || error.status === 409)))
      log(`status: ${(error as Error).message}`);
    return false;
  }
}

/** Deletes the object of a pod whose processes have ended; tries until the API server has done it. */
export async function removeFromApi(client: KubeClient, pod: Pod, log: Log): Promise<void> {
  const options = {
    apiVersion: "v1",
    kind: "DeleteOptions",
    gracePeriodSeconds: 0,
    preconditions: { uid: pod.metadata.uid },
  };
  for (let pauseMs = 250; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
    try {
      return await client.delete(pathOf(pod), options);
    } catch (error) {
      // Another pod has its name already.
      if (error instanceof KubeError && error.status === 409) return;
      log(`delete: ${(error as Error).message}`);
      await sleep(pauseMs);
    }
  }
}

function pathOf({ metadata: { namespace, name } }: Pod): string {
  return `/api/v1/namespaces/${namespace}/pods/${name}`;
}
