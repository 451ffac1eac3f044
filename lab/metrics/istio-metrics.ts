// Istio's standard metrics of the proxies of one cluster, as Prometheus scrapes them.
import { Counter, Histogram, Registry } from "prom-client";
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
  }

  /** Counts a request that a pod's proxy has handled; `durationMs` is undefined where it did not end. */
  count(pod: Workload, istio: IstioLabels, durationMs: number | undefined): void {
    const { uid, namespace, pod: name, address } = pod;
    const labels = { ...istio, instance: `${address}:${agentPort}`, namespace, pod: name };
    const known = this.series.get(uid) ?? { restarts: pod.proxyRestarts, labels: new Map() };
    this.series.set(uid, known);
    const key = Object.values(istio).join("\n");
    if (!known.labels.has(key)) known.labels.set(key, labels);
    this.requests.inc(labels);
    if (durationMs !== undefined) this.durations.observe(labels, durationMs);
  }

  /** Takes a pod's new version: the series of a proxy that was started again begin anew. */
  changed({ uid, proxyRestarts }: Workload): void {
    if (this.series.get(uid)?.restarts !== proxyRestarts) this.gone(uid);
  }

  /** Drops the series of a pod's proxy. */
  gone(uid: string): void {
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
