// Which metrics servers the clusters of a stack have: one that several clusters share is one.
import { ownTokenKey, prometheusTokenKey } from "../config/value";
import type { Cluster } from "../release/cluster";
import type { PrometheusServer } from "./prometheus";

/** A metrics server of a stack. */
export interface MetricsServer {
  /** Its address, or `<cluster>/<namespace>/<name>:<port>`; unique in the stack. */
  readonly id: string;
  readonly spec: PrometheusServer;
  /** Names of the clusters that have it. */
  readonly clusters: readonly string[];
  /** The secret key with its token, for one that has `token: true`. */
  readonly tokenKey: string;
}

/** A Service as `<namespace>/<name>:<port>` names it. */
export interface ServicePort {
  readonly namespace: string;
  readonly name: string;
  /** Name or number. */
  readonly port: string;
}

/** What a cluster says of its metrics servers. */
export type MeasuredCluster = Pick<Cluster, "name" | "prometheus">;

/** One server or several, as a list. */
export function serverList(
  given: PrometheusServer | readonly PrometheusServer[] | undefined,
): readonly PrometheusServer[] {
  if (given === undefined) return [];
  return Array.isArray(given)
    ? (given as readonly PrometheusServer[])
    : [given as PrometheusServer];
}

/**
 * The servers of some clusters. Clusters that name the same address in the same way share it, so that
 * nothing is counted twice.
 *
 * @param ofStack the servers of clusters that name none of their own
 */
export function metricsServers(
  clusters: readonly MeasuredCluster[],
  ofStack: readonly PrometheusServer[] = [],
): MetricsServer[] {
  const found = new Map<string, MetricsServer>();
  for (const { name, prometheus } of clusters) {
    const tokenKey = prometheus === undefined ? prometheusTokenKey : ownTokenKey(name);
    for (const spec of prometheus === undefined ? ofStack : serverList(prometheus)) {
      const id = spec.url?.replace(/\/+$/, "") ?? `${name}/${spec.service ?? ""}`;
      const same = JSON.stringify([id, inOrderOf(spec), spec.token ? tokenKey : ""]);
      const known = found.get(same);
      found.set(same, {
        ...(known ?? { id, spec, tokenKey }),
        clusters: [...new Set([...(known?.clusters ?? []), name])],
      });
    }
  }
  return withUniqueIds([...found.values()]);
}

/** One address that is asked in several ways, such as for several tenants, is a server for each. */
function withUniqueIds(servers: readonly MetricsServer[]): MetricsServer[] {
  const ways = (id: string) => servers.filter((one) => one.id === id);
  return servers.map((server) => {
    const others = ways(server.id);
    if (others.length === 1) return server;
    const sameClusters = others.filter((one) => one.clusters.join() === server.clusters.join());
    const number = sameClusters.length > 1 ? ` ${sameClusters.indexOf(server) + 1}` : "";
    return { ...server, id: `${server.id} (${server.clusters.join(", ")}${number})` };
  });
}

function inOrderOf(spec: PrometheusServer): unknown {
  const sorted = (value: object) => Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted(spec).map(([key, value]: [string, unknown]) =>
    key === "url" ? [] : [key, typeof value === "object" && value ? sorted(value) : value],
  );
}

/**
 * The name by which an API server's proxy reaches a Service, which rights must name, too
 * (https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/): by TLS where
 * the port is 443, or has a name that begins with https.
 */
export function proxiedName({ name, port }: ServicePort): string {
  return `${port === "443" || port.startsWith("https") ? "https:" : ""}${name}:${port}`;
}

/** @returns undefined for a text that names no Service */
export function servicePort(text: string): ServicePort | undefined {
  const [, namespace, name, port] = /^([^/]+)\/([^:]+):(.+)$/.exec(text) ?? [];
  return namespace && name && port ? { namespace, name, port } : undefined;
}
