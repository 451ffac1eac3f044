// Reads how long istiod itself took from a change to its push at a proxy, beside which settling is to be read.
import type { KubeClient } from "../../kubernetes/client";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import type { LabCluster } from "../../lab/types";
import { samples } from "../../operations/sync/metrics";
import { forwardedGet } from "../../test/e2e/support/forwarded";
import { pods } from "../../test/e2e/support/lab-parts";

/** istiod's metric: seconds between a change and the moment at which a proxy was sent all that follows from it. */
const metric = "pilot_proxy_convergence_time";

/** The counts of a histogram so far, by the upper bound of each bucket in seconds. */
export type Histogram = ReadonlyMap<number, number>;

/**
 * Asks the first istiod of a cluster for its convergence times since it started.
 *
 * @throws Error if no istiod answers
 */
export async function convergenceOf({ kubeconfig }: LabCluster): Promise<Histogram> {
  const client: KubeClient = clientOf(kubeconfig);
  const [istiod] = await pods(client, "istio-system", "app=istiod");
  const pod = `istio-system/${istiod?.metadata.name}`;
  const { body } = await forwardedGet(client, { pod, port: 15014, path: "/metrics" });
  return histogramIn(body);
}

/** The histogram in the text of `/metrics`; empty if nothing was pushed yet. */
export function histogramIn(text: string): Histogram {
  return new Map(
    samples(text, `${metric}_bucket`).map(({ labels, value }) => [
      secondsOf(/le="([^"]*)"/.exec(labels)?.[1] ?? ""),
      value,
    ]),
  );
}

/**
 * Seconds within which a share of the pushes between two readings reached their proxies, rounded up to a bucket; Infinity
 * beyond the last one.
 */
export function within(share: number, before: Histogram, after: Histogram): number {
  const counts = [...after]
    .map(([bound, count]) => ({ bound, count: count - (before.get(bound) ?? 0) }))
    .sort((a, b) => a.bound - b.bound);
  const all = counts.at(-1)?.count ?? 0;
  return counts.find(({ count }) => count >= share * all)?.bound ?? 0;
}

function secondsOf(bound: string): number {
  return bound === "+Inf" ? Infinity : Number(bound);
}
