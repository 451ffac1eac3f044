/** Reports pods that are not ready, while an update waits for them. */
import type { DeploymentManifest } from "../../model/manifests/deployment";
import type { Manifest } from "../../model/manifests/metadata";
import { systemClock, type Clock } from "../clock";
import type { ReachedCluster } from "../clusters/reached";
import { inTime } from "../deadline";
import type { Reporter } from "../reporter";
import {
  lastLookMs,
  nextLookMs,
  reasonOf,
  unreadyMessage,
  waitingMessage,
  type UnreadyPod,
} from "./decide";
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
 * Says which pods are not ready and why: soon after they were applied, again whenever the reason
 * changes, and with advice when most of their time is over. The engine ends the program at the end
 * of that time, and the provider's own message names neither the cluster nor what became of the
 * traffic.
 *
 * @param done resolves when all pods are ready
 * @returns after the last report, or when all pods are ready; it never fails
 */
export async function reportUnready(
  reached: readonly Pick<ReachedCluster, "cluster" | "client" | "objects">[],
  done: Promise<unknown>,
  { readySeconds, reporter, clock = systemClock }: UnreadyOptions,
): Promise<void> {
  const stop = new AbortController();
  void done.then(() => stop.abort());
  const told = new Set<string>();
  const beganMs = clock.now();
  try {
    for (;;) {
      const pauseMs = nextLookMs(clock.now() - beganMs, readySeconds);
      if (pauseMs === undefined) return;
      await clock.sleep(pauseMs, { signal: stop.signal, background: true });
      const elapsedMs = clock.now() - beganMs;
      const unready = await unreadyEverywhere(reached, clock);
      if (stop.signal.aborted) return;
      const news = unready.filter((pod) => !told.has(reasonOf(pod)));
      for (const pod of news) told.add(reasonOf(pod));
      // A warning, not an error: pods that become ready in the rest of the time let the update go on.
      if (elapsedMs >= lastLookMs(readySeconds) && unready.length > 0)
        reporter.warn(unreadyMessage(unready, { elapsedMs, readySeconds }));
      else if (news.length > 0) reporter.info(waitingMessage(news, elapsedMs));
    }
  } catch (error) {
    if (!stop.signal.aborted)
      reporter.warn(`The update can't look at its pods: ${(error as Error).message}`);
  }
}

/** Milliseconds in which a cluster must list the pods of a Deployment. */
const lookLimitMs = 3000;

async function unreadyEverywhere(
  reached: readonly Pick<ReachedCluster, "cluster" | "client" | "objects">[],
  clock: Clock,
): Promise<UnreadyPod[]> {
  const found = await Promise.all(
    reached.flatMap(({ cluster, client, objects }) => {
      if (!client) return [];
      const list = <T>(path: string) =>
        inTime(client.list<T>(path), { limitMs: lookLimitMs, clock });
      return objects.filter(isDeployment).map(async ({ metadata, spec }) => {
        const { name, namespace = "" } = metadata;
        const labels = spec.selector.matchLabels ?? {};
        const pods = await unreadyPods({ list }, namespace, labels);
        return pods.map((pod) => ({ cluster: cluster.name, deployment: name, ...pod }));
      });
    }),
  );
  return found.flat();
}

function isDeployment(object: Manifest): object is DeploymentManifest {
  return object.kind === "Deployment";
}
