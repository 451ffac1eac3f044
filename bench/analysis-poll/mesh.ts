// Series as the sidecars of a mesh have them, in the text format of Prometheus with times.

/** Size of the mesh. */
export const size = { services: 100, versions: 3, clusters: 3, pods: 2, callers: 6 };

/** Seconds between two scrapes. */
export const scrapeSeconds = 15;

const bounds = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000];
const range = (count: number) => Array.from({ length: count }, (_, i) => i);

/** Name of a service, a version, a cluster. */
export const serviceName = (i: number) => `service-${i}`;
export const versionName = (i: number) => `v${i + 1}`;
export const clusterName = (i: number) => `cluster-${i + 1}`;

/** A series without its value, and how many requests it gets between two scrapes. */
interface Line {
  readonly text: string;
  readonly rate: number;
}

/** What the proxies of a cluster show at a scrape. */
export class MeshText {
  private readonly lines: Line[];

  constructor(cluster: number) {
    this.lines = [...received(cluster), ...sent(cluster)];
  }

  get series(): number {
    return this.lines.length;
  }

  /** The text of a scrape by its number. */
  at(scrape: number, atMs: number): string {
    return this.lines
      .map(({ text, rate }) => `${text} ${Math.round(rate * (scrape + 1))} ${atMs}\n`)
      .join("");
  }
}

function received(cluster: number): Line[] {
  const lines: Line[] = [];
  for (const { service, version, pod } of pods())
    for (const source of range(size.clusters))
      for (const [code, share] of [
        ["200", 1],
        ["404", 0.1],
        ["503", 0.01],
      ] as const) {
        const labels = [
          `reporter="destination"`,
          ...identity({ service, version, source, cluster }),
          `response_code="${code}",response_flags="-"`,
          `instance="10.${cluster}.${service}.${version * size.pods + pod}:15020",pod="${serviceName(service)}-${versionName(version)}-${pod}"`,
        ].join(",");
        const rate = 30 * share;
        lines.push({ text: `istio_requests_total{${labels}}`, rate });
        if (code !== "404") lines.push(...buckets(labels, rate));
      }
  return lines;
}

function buckets(labels: string, rate: number): Line[] {
  const metric = "istio_request_duration_milliseconds_bucket";
  return [...bounds.map(String), "+Inf"].map((le, i) => ({
    text: `${metric}{${labels},le="${le}"}`,
    rate: rate * Math.min(1, (i + 1) / 8),
  }));
}

function sent(cluster: number): Line[] {
  const lines: Line[] = [];
  for (const service of range(size.services))
    for (const version of range(size.versions))
      for (const destination of range(size.clusters))
        for (const caller of range(size.callers))
          for (const flags of caller === 0 ? ["-", "UF"] : ["-"]) {
            const labels = [
              `reporter="source"`,
              ...identity({ service, version, source: cluster, cluster: destination }),
              `response_code="${flags === "-" ? 200 : 503}",response_flags="${flags}"`,
              `instance="10.${cluster}.200.${caller}:15020",pod="caller-${caller}"`,
            ].join(",");
            lines.push({ text: `istio_requests_total{${labels}}`, rate: flags === "-" ? 10 : 0.1 });
          }
  return lines;
}

interface Identity {
  readonly service: number;
  readonly version: number;
  /** Cluster of the callers. */
  readonly source: number;
  /** Cluster of the pods. */
  readonly cluster: number;
}

/** The labels of Istio's standard metrics that say who talks with whom. */
function identity({ service, version, source, cluster }: Identity): string[] {
  const name = serviceName(service);
  return [
    `source_workload="caller",source_workload_namespace="shop",source_version="v1",source_cluster="${clusterName(source)}"`,
    `source_principal="spiffe://cluster.local/ns/shop/sa/caller",source_app="caller",source_canonical_service="caller"`,
    `destination_workload="${name}-${versionName(version)}",destination_workload_namespace="shop",destination_version="${versionName(version)}"`,
    `destination_service="${name}.shop.svc.cluster.local",destination_service_name="${name}",destination_service_namespace="shop"`,
    `destination_cluster="${clusterName(cluster)}",destination_app="${name}",request_protocol="http",connection_security_policy="mutual_tls"`,
  ];
}

function pods(): { readonly service: number; readonly version: number; readonly pod: number }[] {
  return range(size.services).flatMap((service) =>
    range(size.versions).flatMap((version) =>
      range(size.pods).map((pod) => ({ service, version, pod })),
    ),
  );
}
