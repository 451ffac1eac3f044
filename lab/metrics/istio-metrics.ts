// Istio's standard metrics of the proxies of one cluster, as Prometheus scrapes them.
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { type IstioLabels, istioLabels } from "./istio-labels";
import type { Workload } from "./workloads";

/** What tells one proxy's series from another's, by the names that Prometheus' discovery of pods gives. */
const proxyLabels = ["instance", "namespace", "pod"] as const;

type Labels = IstioLabels & Record<(typeof proxyLabels)[number], string>;

/** Bounds in milliseconds: those of Envoy's histograms (source/common/stats/histogram_impl.cc). */
const bounds = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000,
  600_000, 1_800_000, 3_600_000,
];

/** Port on which a pod's agent would answer Prometheus. */
const agentPort = 15020;

/** The metrics of one cluster. Each proxy has its own series, and they begin anew with it. */
export class IstioMetrics {
  private readonly registry = new Registry();
  private readonly requests: Counter<keyof Labels>;
  private readonly durations: Histogram<keyof Labels>;
  private readonly up: Gauge<(typeof proxyLabels)[number]>;
  private readonly proxies = new Map<string, ReturnType<typeof proxyOf>>();
  private readonly series = new Map<string, { restarts: number; labels: Map<string, Labels> }>();

  constructor() {
    const labelNames = [...istioLabels, ...proxyLabels];
    const registers = [this.registry];
    this.requests = new Counter({
      name: "istio_requests_total",
      help: "Requests that a proxy has handled.",
      labelNames,
      registers,
    });
    this.durations = new Histogram({
      name: "istio_request_duration_milliseconds",
      help: "Time from the start of a request to its end.",
      labelNames,
      registers,
      buckets: bounds,
    });
    this.up = new Gauge({
      name: "up",
      help: "A proxy that can be scraped, as if Prometheus asked it itself.",
      labelNames: proxyLabels,
      registers,
    });
  }

  /** Counts a request that a pod's proxy has handled; `durationMs` is undefined where it did not end. */
  count(pod: Workload, istio: IstioLabels, durationMs: number | undefined): void {
    const { uid } = pod;
    const labels = { ...istio, ...proxyOf(pod) };
    const known = this.series.get(uid) ?? { restarts: pod.proxyRestarts, labels: new Map() };
    this.series.set(uid, known);
    const key = Object.values(istio).join("\n");
    if (!known.labels.has(key)) known.labels.set(key, labels);
    this.requests.inc(labels);
    if (durationMs !== undefined) this.durations.observe(labels, durationMs);
  }

  /** Takes a pod's new version: the series of a proxy that was started again begin anew. */
  changed(pod: Workload): void {
    const { uid, proxyRestarts } = pod;
    if (this.series.get(uid)?.restarts !== proxyRestarts) this.forget(uid);
    if (!pod.hasProxy || this.proxies.has(uid)) return;
    const proxy = proxyOf(pod);
    this.proxies.set(uid, proxy);
    this.up.set(proxy, 1);
  }

  /** Drops the series of a pod's proxy. */
  gone(uid: string): void {
    this.forget(uid);
    const proxy = this.proxies.get(uid);
    if (proxy) this.up.remove(proxy);
    this.proxies.delete(uid);
  }

  private forget(uid: string): void {
    for (const labels of this.series.get(uid)?.labels.values() ?? []) {
      this.requests.remove(labels);
      this.durations.remove(labels);
    }
    this.series.delete(uid);
  }

  /** All of them in Prometheus' text format. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}

function proxyOf({ namespace, pod, address }: Workload) {
  return { instance: `${address}:${agentPort}`, namespace, pod };
}
