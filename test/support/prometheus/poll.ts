// Polls of a fake Prometheus that has an old and a new version of a service.
import type { Pair } from "../../../model/analysis/counts";
import type { MetricsServer } from "../../../model/analysis/metrics-servers";
import { metricsPort } from "../../../operations/prometheus/connect";
import type {
  MetricsPort,
  PollAnswer,
  PollQuestion,
} from "../../../operations/rollout/analysis/port";
import { FakePrometheus } from "./fake";
import { Proxy } from "./mesh";

const start = Date.UTC(2026, 0, 1, 12);

/** So many seconds after the window begins. */
export const at = (seconds: number) => start + seconds * 1000;

/** The pair that is compared. */
export const cart: Pair = { service: "cart", canary: "v2", stable: ["v1"] };

/** A server at an address. */
export function serverAt(url: string, more: object = {}): MetricsServer {
  return {
    ...{ id: url, tokenKey: "prometheus-token", clusters: ["west"] },
    spec: { url, timeout: "1s", ...more },
  };
}

/** A server with two proxies, which have counted 1000 requests of the old and 50 of the new version. */
export class Polled {
  private constructor(
    readonly prometheus: FakePrometheus,
    readonly old: Proxy,
    readonly fresh: Proxy,
  ) {}

  static async start(): Promise<Polled> {
    const prometheus = await FakePrometheus.start();
    return new Polled(
      prometheus,
      new Proxy(prometheus, "10.0.0.1:15020").count({ version: "v1", count: 1000 }),
      new Proxy(prometheus, "10.0.0.2:15020").count({ count: 50 }),
    );
  }

  /** Both proxies are scraped. */
  scrape(atMs: number): void {
    for (const proxy of [this.old, this.fresh]) proxy.scrape(atMs);
  }

  /** The port of a process. */
  port(servers: readonly MetricsServer[] = [serverAt(this.prometheus.url)]): MetricsPort {
    return metricsPort({
      ...{ namespace: "shop", servers, clusters: [] },
      tokenOf: () => Promise.resolve(undefined),
    });
  }

  /** A window from 0 to 30 s, asked at 45 s, because counts end 15 s before now. */
  poll(
    question: Partial<PollQuestion> = {},
    servers?: readonly MetricsServer[],
    port = this.port(servers),
  ): Promise<PollAnswer> {
    return port.poll({
      ...{ pairs: [cart], errors: true, own: [], unreached: false, argo: [] },
      ...{ from: { [this.prometheus.url]: at(0) }, fromMs: at(-60), nowMs: at(45) },
      ...question,
    });
  }

  /** What the first metric of the first pair has, place by place. */
  async tallies(
    question?: Partial<PollQuestion>,
    servers?: readonly MetricsServer[],
    port?: MetricsPort,
  ) {
    const { counts } = await this.poll(question, servers, port);
    return counts[0]?.tallies.map(({ source, destination, canary, stable }) => [
      `${source}/${destination}`,
      canary,
      stable,
    ]);
  }
}
