import { setTimeout as sleep } from "node:timers/promises";
import type { KubeClient } from "../../kubernetes/client";

/** Seconds that the pods of a Deployment may take. */
const patience = 300;

/** Milliseconds between two looks at a Deployment. */
const pause = 250;

/** What a Deployment says of its pods. */
export interface RollingDeployment {
  readonly metadata: { readonly name: string; readonly generation: number };
  readonly spec: { readonly replicas: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

/**
 * Waits until all pods of a Deployment are of its present template and available.
 *
 * @param path of the Deployment
 * @throws Error that says how many of them are, after five minutes
 */
export async function podsReady(client: Pick<KubeClient, "get">, path: string): Promise<void> {
  const deadline = Date.now() + patience * 1000;
  for (;;) {
    const found = await client.get<RollingDeployment>(path);
    if (!found) throw new Error("it was deleted meanwhile");
    if (rolledOut(found)) return;
    if (Date.now() > deadline)
      throw new Error(
        `${readyPods(found)} of its ${found.spec.replicas} pods are ready after ${patience} s`,
      );
    await sleep(pause);
  }
}

/** Whether all pods of a Deployment are of its present template and available. */
export function rolledOut(deployment: RollingDeployment): boolean {
  return readyPods(deployment) >= deployment.spec.replicas;
}

function readyPods({ metadata, status = {} }: RollingDeployment): number {
  return (status.observedGeneration ?? 0) >= metadata.generation
    ? Math.min(status.updatedReplicas ?? 0, status.availableReplicas ?? 0)
    : 0;
}
