/** Waits for the pods of a Deployment. */
import { systemClock, type Clock } from "../clock";
import type { ClusterApi } from "../cluster-api";
import { readyPods, rolledOut, type RollingDeployment } from "./rolled-out";

/** How long pods may take. */
export interface PodsOptions {
  /** Seconds that the pods of a Deployment may take. @default 300 */
  readonly limitSeconds?: number;
  readonly clock?: Clock;
}

/** Milliseconds between two looks at a Deployment. */
const pauseMs = 250;

/**
 * Waits until all pods of a Deployment are of its present template and available.
 *
 * @param path of the Deployment
 * @throws Error that says how many pods are ready when the time is over
 */
export async function untilRolledOut(
  client: Pick<ClusterApi, "get">,
  path: string,
  { limitSeconds = 300, clock = systemClock }: PodsOptions = {},
): Promise<void> {
  const deadlineMs = clock.now() + limitSeconds * 1000;
  for (;;) {
    const found = await client.get<RollingDeployment>(path);
    if (!found) throw new Error("it was deleted meanwhile");
    if (rolledOut(found)) return;
    if (clock.now() > deadlineMs)
      throw new Error(
        `${readyPods(found)} of its ${found.spec.replicas} pods are ready after ${limitSeconds} s`,
      );
    await clock.sleep(pauseMs);
  }
}
