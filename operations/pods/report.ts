/** Reports pods that are not ready, shortly before the engine gives them up. */
import type { DeploymentManifest } from "../../model/manifests/deployment";
import type { Manifest } from "../../model/manifests/metadata";
import { systemClock, type Clock } from "../clock";
import type { ReachedCluster } from "../clusters/reached";
import type { Reporter } from "../reporter";
import { reportAfterMs, unreadyMessage } from "./decide";
import { unreadyPods } from "./unready";

/** What is reported, and where. */
export interface UnreadyOptions {
  /** Seconds that pods get from the engine. */
  readonly readySeconds: number;
  readonly reporter: Reporter;
  /** @default the machine's clock */
  readonly clock?: Clock;
}

/**
 * Says which pods are not ready and why, when most of their time is over: the engine ends the
 * program at the end of it, and the provider's own message names neither the cluster nor what
 * became of the traffic.
 *
 * @param done resolves when all pods are ready
 * @returns when it has reported, or when all pods are ready; it never fails
 */
export async function reportUnready(
  reached: readonly Pick<ReachedCluster, "cluster" | "client" | "objects">[],
  done: Promise<void>,
  { readySeconds, reporter, clock = systemClock }: UnreadyOptions,
): Promise<void> {
  const stop = new AbortController();
  void done.then(() => stop.abort());
  const afterMs = reportAfterMs(readySeconds);
  try {
    await clock.sleep(afterMs, { signal: stop.signal, background: true });
    const lines = await unreadyEverywhere(reached);
    if (stop.signal.aborted || lines.length === 0) return;
    // A warning, not an error: pods that become ready in the rest of the time let the update go on.
    reporter.warn(unreadyMessage(lines, { afterMs, readySeconds }));
  } catch (error) {
    if (!stop.signal.aborted) reporter.warn(`Pods can't be looked at: ${(error as Error).message}`);
  }
}

async function unreadyEverywhere(
  reached: readonly Pick<ReachedCluster, "cluster" | "client" | "objects">[],
): Promise<string[]> {
  const found = await Promise.all(
    reached.flatMap(({ cluster, client, objects }) => {
      if (!client) return [];
      return objects.filter(isDeployment).map(async ({ metadata, spec }) => {
        const { name, namespace = "" } = metadata;
        const labels = spec.selector.matchLabels ?? {};
        const pods = await unreadyPods(client, namespace, labels);
        return pods.map((pod) => `  - cluster ${cluster.name}, ${name}: ${pod}`);
      });
    }),
  );
  return found.flat();
}

function isDeployment(object: Manifest): object is DeploymentManifest {
  return object.kind === "Deployment";
}
