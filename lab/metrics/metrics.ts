// Metrics for programs: begin and end to measure the mesh of a running lab, and make its Prometheus servers away.
import { sendOrder } from "../orders";
import type { Scope } from "./objects";

/** What to measure, and in which lab. */
export interface MetricsOptions {
  /** State folder of the lab. Default `.lab` in the current folder. */
  folder?: string | undefined;
  /** Namespaces whose proxies to measure, beside all gateways. Default: the whole mesh. */
  namespaces?: readonly string[] | undefined;
}

/**
 * Begins to measure: each cluster gets a Prometheus, and the proxies of some namespaces and all gateways log their requests,
 * of which Istio's standard metrics are made. It resolves when the proxies that run log; pods that start later log from their
 * start on. Namespaces add to those that are measured already.
 *
 * @param options `scrapeMs`: milliseconds between two scrapes of every Prometheus. @default 1,000, or as it is
 * @throws LabError when the lab does not run, a primary cluster lacks a namespace, or a part does not start
 */
export async function startMetrics({
  folder,
  namespaces,
  scrapeMs,
}: MetricsOptions & { scrapeMs?: number | undefined } = {}): Promise<void> {
  const { ensureToolchain } = await import("../../tools/toolchain.js");
  const { prometheus } = await ensureToolchain({ need: ["prometheus"] });
  await sendOrder(folder, "metrics", {
    what: "measure",
    scopes: scopesOf(namespaces),
    prometheus,
    ...(scrapeMs === undefined ? {} : { scrapeMs }),
  });
}

/**
 * Ends to measure some namespaces; the Prometheus servers end with the last one, and their data stay.
 *
 * @param options without `namespaces`: everything that is measured
 * @throws LabError when the lab does not run
 */
export async function stopMetrics({ folder, namespaces }: MetricsOptions = {}): Promise<void> {
  await sendOrder(folder, "metrics", {
    what: "forget",
    scopes: namespaces ? scopesOf(namespaces) : "all",
  });
}

/**
 * Ends a cluster's Prometheus with SIGKILL and keeps it away. Proxies count on meanwhile.
 *
 * @throws LabError when the lab does not run or has no such cluster, or nothing is measured
 */
export async function stopPrometheus(folder: string | undefined, cluster: string): Promise<void> {
  await sendOrder(folder, "metrics", { what: "away", cluster });
}

/**
 * Starts a Prometheus again that was made away, and resolves when it answers.
 *
 * @throws LabError as `stopPrometheus`
 */
export async function startPrometheus(folder: string | undefined, cluster: string): Promise<void> {
  await sendOrder(folder, "metrics", { what: "back", cluster });
}

function scopesOf(namespaces: readonly string[] | undefined): Scope[] {
  return namespaces?.map((namespace) => ({ namespace })) ?? ["mesh"];
}
