/** Reads the metrics of an istiod from which an update sees how far its pushes are. Pure. */

/** What one istiod process counted since it started. */
export interface IstiodMetrics {
  /** Changes of configuration, endpoints and Services that reached it: `pilot_inbound_updates`. */
  readonly changes: number;
  /**
   * Pushes whose config is computed: the number of `pilot_pushcontext_init_seconds`. A push with
   * this number is the newest one that a proxy can have got (istio/istio,
   * pilot/pkg/xds/discovery.go, Push).
   */
  readonly computed: number;
  /**
   * Pushes that stand in the queue of every proxy: the number of `pilot_debounce_time` (the same
   * file, debounce). Where `PILOT_ENABLE_EDS_DEBOUNCE` is off, pushes of endpoints are missing here.
   */
  readonly queued: number;
  /**
   * How often a proxy left the push queue, for its push to be made and sent: the number of
   * `pilot_proxy_queue_time` (doSendPushes).
   */
  readonly dequeued: number;
  /** Seconds of CPU that the process used. */
  readonly cpuSeconds: number;
  /** Milliseconds that computing the config of one push took at most, rounded up to a bucket. */
  readonly slowestComputeMs: number;
  /**
   * Milliseconds that making and sending the config of all types for one proxy took at most, the
   * buckets of all types added: `pilot_xds_push_time`.
   */
  readonly slowestSendMs: number;
}

/** Milliseconds that stand for the last bucket, which has no bound. */
const unboundedMs = 60_000;

/** Reads the text of `/metrics`. A count that is missing is 0: nothing of its kind happened yet. */
export function readMetrics(text: string): IstiodMetrics {
  const count = (name: string) => samples(text, name).reduce((sum, { value }) => sum + value, 0);
  return {
    changes: count("pilot_inbound_updates"),
    computed: count("pilot_pushcontext_init_seconds_count"),
    queued: count("pilot_debounce_time_count"),
    dequeued: count("pilot_proxy_queue_time_count"),
    cpuSeconds: count("process_cpu_seconds_total"),
    slowestComputeMs: slowestMs(text, "pilot_pushcontext_init_seconds"),
    slowestSendMs: slowestMs(text, "pilot_xds_push_time"),
  };
}

/** One line of `/metrics`. */
export interface Sample {
  /** As they are written, without braces. */
  readonly labels: string;
  readonly value: number;
}

/** All samples of one name. The text of a busy istiod is long, so only its lines are looked at. */
export function samples(text: string, name: string): Sample[] {
  const found: Sample[] = [];
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const after = at + name.length;
    const beginsLine = at === 0 || text[at - 1] === "\n";
    if (!beginsLine || (text[after] !== "{" && text[after] !== " ")) continue;
    const end = text.indexOf("\n", after);
    const line = text.slice(after, end < 0 ? undefined : end);
    const close = line.lastIndexOf("}");
    const value = Number(
      line
        .slice(close + 1)
        .trim()
        .split(" ")[0],
    );
    found.push({ labels: close < 0 ? "" : line.slice(1, close), value });
  }
  return found;
}

/** The bounds of the highest buckets that hold a sample, added over all labels. */
function slowestMs(text: string, name: string): number {
  const total = new Map(
    samples(text, `${name}_count`).map(({ labels, value }) => [labels, value] as const),
  );
  const bounds = new Map<string, number>();
  for (const { labels, value } of samples(text, `${name}_bucket`)) {
    const [, bound = "+Inf"] = /(?:^|,)le="([^"]*)"/.exec(labels) ?? [];
    const others = labels.replace(/(?:^|,)le="[^"]*"/, "").replace(/^,/, "");
    // Buckets count what is below them, too, so the first full one holds the slowest.
    if (value < (total.get(others) ?? 0)) continue;
    const ms = bound === "+Inf" ? unboundedMs : Number(bound) * 1000;
    bounds.set(others, Math.min(bounds.get(others) ?? Infinity, ms));
  }
  return [...bounds.values()].reduce((sum, ms) => sum + ms, 0);
}
