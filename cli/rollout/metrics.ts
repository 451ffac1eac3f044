/** The metrics servers that a driver asks. */
import { asksAny } from "../../model/analysis/asks-servers";
import { metricsServers } from "../../model/analysis/metrics-servers";
import type { MetricsPort } from "../../operations/rollout/analysis/port";
import { metricsTokenOf } from "../stack/rollout-secrets";
import type { OpenRollout } from "./open";

/**
 * A port that asks the metrics servers of a stack, but for those of clusters that are left out: with their
 * clusters nobody waits for them either.
 *
 * @param leftOut names of clusters
 * @param signal ends all requests early
 * @returns undefined where no analysis asks one
 */
export async function metricsFor(
  { stack, settings, clusters, plan }: OpenRollout,
  leftOut: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<MetricsPort | undefined> {
  const { rollout, namespace } = plan.release;
  if (!rollout || !asksAny(rollout)) return undefined;
  const asked = settings.clusters.filter(({ name }) => !leftOut.has(name));
  const { metricsPort } = await import("../../operations/prometheus/connect.js");
  return metricsPort({
    ...{ namespace, clusters, signal },
    servers: metricsServers(asked, settings.prometheus),
    tokenOf: (key) => metricsTokenOf(stack, key),
  });
}
