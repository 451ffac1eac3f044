/**
 * A model of one istiod process, as far as an update sees it: it gathers changes, computes pushes one
 * after the other, and hands them to proxies through a queue (istio/istio,
 * pilot/pkg/xds/discovery.go, pilot/pkg/xds/pushqueue.go).
 */
import type { ProxyState } from "../../../operations/sync/istiod-state";
import type { IstiodMetrics } from "../../../operations/sync/metrics";
import { sentOrder } from "../../../operations/sync/xds";
import { ModelProxy, type ModelChange, type ProxyBehaviour } from "./model-proxy";
import type { Timeline } from "./timeline";

/** How an istiod behaves. */
export interface IstiodBehaviour {
  /** Milliseconds from istiod's store to its count of changes. */
  readonly noticeMs: () => number;
  /** Milliseconds that it computes one push. */
  readonly computeMs: number;
  /** How many proxies leave the queue at once. */
  readonly throttle: number;
}

const debounceMs = 100;
const longestDebounceMs = 10_000;

interface Push {
  readonly number: number;
  readonly changes: readonly ModelChange[];
}

/** One istiod with its proxies. */
export class ModelIstiod {
  readonly proxies: readonly ModelProxy[];
  /** Changes in its store. */
  readonly stored: ModelChange[] = [];
  private counts = { changes: 0, computed: 0, queued: 0, dequeued: 0, pushes: 0 };
  private cpuMs = 0;
  private slowestSendMs: number;
  private gathered: ModelChange[] = [];
  private gatheredSinceMs = 0;
  private lastChangeMs = -Infinity;
  private isPushing = false;
  private computingSinceMs: number | undefined;
  private process = 0;
  private queue: number[] = [];
  private pending = new Map<number, Push>();
  private processing = new Map<number, Push | undefined>();

  constructor(
    private readonly time: Timeline,
    private readonly behaviour: IstiodBehaviour,
    proxies: readonly ProxyBehaviour[],
  ) {
    this.proxies = proxies.map((one, i) => new ModelProxy(i, one, time));
    // It has sent to each of them before.
    this.slowestSendMs = Math.max(...proxies.map(({ makeMs }) => makeMs * sentOrder.length));
    for (const proxy of this.proxies) proxy.connect(0, []);
  }

  /** A change gets into its store. */
  change(change: ModelChange): void {
    this.stored.push(change);
    const { process } = this;
    this.time.in(this.behaviour.noticeMs(), () => {
      if (process === this.process) this.notice(change);
    });
  }

  /** Another process takes its place, and proxies connect to it. */
  restart(): void {
    this.process += 1;
    this.counts = { changes: 0, computed: 0, queued: 0, dequeued: 0, pushes: 0 };
    [this.cpuMs, this.gathered, this.isPushing] = [0, [], false];
    this.computingSinceMs = undefined;
    this.queue = [];
    this.pending = new Map();
    this.processing = new Map();
    for (const proxy of this.proxies) proxy.connect(0, this.stored);
  }

  metrics(): IstiodMetrics {
    const { changes, computed, queued, dequeued } = this.counts;
    const { slowestSendMs } = this;
    const slowestComputeMs = this.behaviour.computeMs;
    const since = this.computingSinceMs;
    const computing = since === undefined ? 0 : this.time.now() - since;
    const used = this.proxies.reduce((sum, { usedMs }) => sum + usedMs, this.cpuMs + computing);
    const cpuSeconds = used / 1000;
    return { changes, computed, queued, dequeued, cpuSeconds, slowestComputeMs, slowestSendMs };
  }

  states(): ProxyState[] {
    return this.proxies.map(({ index, resources }) => ({
      ...{ proxy: `pod-${index}.shop`, cluster_id: "west", proxy_type: "sidecar" },
      resources,
    }));
  }

  private notice(change: ModelChange): void {
    const nowMs = this.time.now();
    this.counts.changes += 1;
    if (this.gathered.length === 0) this.gatheredSinceMs = nowMs;
    this.gathered.push(change);
    this.lastChangeMs = nowMs;
    this.later(debounceMs, () => this.maybePush());
  }

  private maybePush(): void {
    if (this.isPushing || this.gathered.length === 0) return;
    const nowMs = this.time.now();
    const isQuiet = nowMs - this.lastChangeMs >= debounceMs;
    if (!isQuiet && nowMs - this.gatheredSinceMs < longestDebounceMs) return;
    this.counts.pushes += 1;
    const push = { number: this.counts.pushes, changes: this.gathered };
    [this.gathered, this.isPushing] = [[], true];
    this.computingSinceMs = nowMs;
    this.later(this.behaviour.computeMs, () => {
      this.counts.computed += 1;
      this.cpuMs += this.behaviour.computeMs;
      this.computingSinceMs = undefined;
      for (const { index } of this.proxies) this.enqueue(index, push);
      this.counts.queued += 1;
      this.isPushing = false;
      this.maybePush();
      this.dequeue();
    });
  }

  private enqueue(proxy: number, push: Push): void {
    const merged = (before: Push | undefined): Push => ({
      number: push.number,
      changes: [...(before?.changes ?? []), ...push.changes],
    });
    if (this.processing.has(proxy)) this.processing.set(proxy, merged(this.processing.get(proxy)));
    else {
      if (!this.pending.has(proxy)) this.queue.push(proxy);
      this.pending.set(proxy, merged(this.pending.get(proxy)));
    }
  }

  private dequeue(): void {
    while (this.processing.size < this.behaviour.throttle) {
      const next = this.queue.shift();
      const proxy = next === undefined ? undefined : this.proxies[next];
      const push = next === undefined ? undefined : this.pending.get(next);
      if (next === undefined || !proxy || !push) return;
      this.pending.delete(next);
      this.processing.set(next, undefined);
      this.counts.dequeued += 1;
      const beganMs = this.time.now();
      const { process } = this;
      proxy.push(push.number, push.changes, () => {
        if (process !== this.process) return;
        this.slowestSendMs = Math.max(this.slowestSendMs, this.time.now() - beganMs);
        const again = this.processing.get(next);
        this.processing.delete(next);
        if (again) {
          this.pending.set(next, again);
          this.queue.push(next);
        }
        this.later(0, () => this.dequeue());
      });
    }
  }

  private later(ms: number, run: () => void): void {
    const { process } = this;
    this.time.in(ms, () => {
      if (process === this.process) run();
    });
  }
}
