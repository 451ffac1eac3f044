// Asks the Prometheus servers of the lab's clusters, through their API servers as gray-release does.
import type { KubeClient } from "../../../../kubernetes/client";
import { clientOf } from "../../../../lab/control-plane/kubeconfig";
import { cluster } from "../lab";

interface Answer {
  readonly data: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value: readonly [number, string];
    }[];
  };
}

/** Values by the labels of their series: `v1 200`. */
export type Values = Readonly<Record<string, number>>;

/** The path at which a cluster's API server passes an instant query on to Prometheus. */
export function queryPath(query: string): string {
  const service = "/api/v1/namespaces/istio-system/services/prometheus:9090";
  return `${service}/proxy/api/v1/query?query=${encodeURIComponent(query)}`;
}

/** The Prometheus servers of both clusters, each of which knows its own proxies alone. */
export class MeasuredMesh {
  private readonly clients: readonly KubeClient[] = (["west", "east"] as const).map((name) =>
    clientOf(cluster(name).kubeconfig),
  );

  /**
   * Sums of series over both clusters.
   *
   * @param series such as `istio_requests_total{reporter="source"}`
   * @param labels by whose values to tell the sums apart, in the order of the result's keys
   */
  async sums(series: string, labels: readonly string[]): Promise<Values> {
    const query = `sum by (${labels.join(",")}) (${series})`;
    const answers = await Promise.all(
      this.clients.map((client) => client.request<Answer>("GET", queryPath(query))),
    );
    const sums: Record<string, number> = {};
    for (const { metric, value } of answers.flatMap(({ data }) => data.result)) {
      const key = labels.map((label) => metric[label] || "-").join(" ");
      sums[key] = (sums[key] ?? 0) + Number(value[1]);
    }
    return sums;
  }

  close(): void {
    for (const client of this.clients) client.close();
  }
}

/** What has been added to values since earlier ones; keys without a change are left out. */
export function increase(from: Values, to: Values): Values {
  const grown = Object.entries(to).map(([key, value]) => [key, value - (from[key] ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, value]) => value !== 0));
}
