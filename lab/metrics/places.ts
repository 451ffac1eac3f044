// Where the parts that measure listen and store, for all that have to agree on it.
import { bridgeAddress } from "../network/network";

/** Where the collector takes access logs, on the bridge. */
export const logsAddress = { host: bridgeAddress, port: 9100 } as const;

/** Where the collector offers its metrics to Prometheus, on the bridge. */
export const metricsAddress = { host: bridgeAddress, port: 9101 } as const;

/** Port of every cluster's Prometheus, on its control plane's address. */
export const prometheusPort = 9090;

/** Path of a cluster's metrics at the collector. */
export function metricsPath(cluster: string): string {
  return `/clusters/${cluster}`;
}

/** Path at which the collector says whether it knows the pods of all clusters. */
export const readyPath = "/ready";
