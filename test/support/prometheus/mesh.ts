// Proxies of a mesh that a fake Prometheus scrapes: requests in, series out.
import type { FakePrometheus, Series } from "./fake";

/** Requests of one kind that a proxy counts. */
export interface Requests {
  readonly service?: string;
  readonly version?: string;
  /** The host that was called. @default that of the service in the namespace `shop` */
  readonly host?: string;
  /** The canonical revision of the pod that was chosen. @default the version */
  readonly revision?: string;
  /** Cluster of the callers. @default "west" */
  readonly from?: string;
  /** Cluster of the pods. @default "west" */
  readonly to?: string;
  readonly code?: string;
  readonly grpc?: string;
  readonly flags?: string;
  readonly reporter?: "destination" | "source";
  readonly count: number;
  /** Milliseconds that each took. @default they are not timed */
  readonly ms?: number;
}

const bounds = [1, 5, 10, 25, 50, 100, 250, 500, 1000];

/** A proxy, and what it has counted since it started. */
export class Proxy {
  private counters = new Map<string, { labels: Record<string, string>; value: number }>();

  constructor(
    private readonly prometheus: FakePrometheus,
    readonly instance: string,
    private readonly more: Readonly<Record<string, string>> = {},
  ) {}

  /** Requests come. */
  count(requests: Requests): this {
    const labels = labelsOf(requests);
    this.add({ __name__: "istio_requests_total", ...labels }, requests.count);
    const { ms } = requests;
    if (ms === undefined) return this;
    for (const le of [...bounds, Infinity])
      this.add(
        {
          __name__: "istio_request_duration_milliseconds_bucket",
          ...labels,
          le: le === Infinity ? "+Inf" : String(le),
        },
        ms <= le ? requests.count : 0,
      );
    return this;
  }

  /** A counter of the application. */
  own(name: string, labels: Record<string, string>, count: number): this {
    return this.add({ __name__: name, ...labels }, count);
  }

  /** The proxy starts again. */
  restart(): this {
    this.counters = new Map();
    return this;
  }

  /** The server asks the proxy at a time. */
  scrape(atMs: number): this {
    this.write({ __name__: "up", instance: this.instance, ...this.more }, atMs, 1);
    for (const { labels, value } of this.counters.values())
      this.write({ ...labels, instance: this.instance, ...this.more }, atMs, value);
    return this;
  }

  /** The server finds it gone. */
  leave(atMs: number): void {
    for (const one of this.prometheus.series)
      if (one.labels.instance === this.instance) one.staleMs = atMs;
  }

  private add(labels: Record<string, string>, count: number): this {
    const key = JSON.stringify(labels);
    const known = this.counters.get(key) ?? { labels, value: 0 };
    known.value += count;
    this.counters.set(key, known);
    return this;
  }

  private write(labels: Record<string, string>, atMs: number, value: number): void {
    const key = JSON.stringify(labels);
    let found = this.prometheus.series.find((one) => JSON.stringify(one.labels) === key);
    if (!found) this.prometheus.series.push((found = { labels, samples: [] } as Series));
    found.samples.push([atMs, value]);
  }
}

function labelsOf({
  service = "cart",
  version = "v2",
  host = `${service}.shop.svc.cluster.local`,
  revision = version,
  from = "west",
  to = "west",
  code = "200",
  grpc,
  flags = "-",
  reporter = "destination",
}: Requests): Record<string, string> {
  return {
    reporter,
    destination_service_name: service,
    // Of a pod that was not found the caller does not know it.
    destination_service_namespace: reporter === "source" && to === "unknown" ? "unknown" : "shop",
    destination_service: host,
    source_workload_namespace: "shop",
    destination_version: version,
    destination_canonical_revision: revision,
    source_cluster: from,
    destination_cluster: to,
    response_code: code,
    ...(grpc !== undefined && { grpc_response_status: grpc }),
    response_flags: flags,
  };
}
