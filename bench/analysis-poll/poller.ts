// A process that polls as a driver does, and tells its times and its memory. It is bundled as `gray` is.
import { readFileSync } from "node:fs";
import type { MetricsServer } from "../../model/analysis/metrics-servers";
import { metricsPort } from "../../operations/prometheus/connect";
import { scrapeSeconds, serviceName, size, versionName } from "./mesh";

/** What it is told. */
export interface PollerOptions {
  readonly urls: readonly string[];
  /** Time of the last sample. */
  readonly lastMs: number;
  readonly polls: number;
}

/** What it tells. */
export interface PollerResult {
  /** Milliseconds of each poll. */
  readonly times: readonly number[];
  /** Milliseconds of CPU of each poll. */
  readonly cpu: readonly number[];
  /** Largest resident memory in MiB: of the process before its first poll, and in all. */
  readonly before: number;
  readonly peak: number;
  /** Requests that the last poll counted. */
  readonly requests: number;
}

async function main({ urls, lastMs, polls }: PollerOptions): Promise<PollerResult> {
  const servers = urls.map((url): MetricsServer => ({
    ...{ id: url, clusters: [], tokenKey: "" },
    spec: { url, timeout: "60s", scrapeInterval: `${scrapeSeconds}s` },
  }));
  const port = metricsPort({
    ...{ namespace: "shop", servers, clusters: [] },
    tokenOf: () => Promise.resolve(undefined),
  });
  const pairs = Array.from({ length: size.services }, (_, i) => ({
    service: serviceName(i),
    canary: versionName(2),
    stable: [versionName(0), versionName(1)],
  }));
  const before = peakMiB();
  const times: number[] = [];
  const cpu: number[] = [];
  let bounds: Record<string, number> = {};
  let requests = 0;
  const windowMs = 2 * scrapeSeconds * 1000;
  let from = Object.fromEntries(urls.map((url) => [url, lastMs - polls * windowMs]));
  for (let poll = 0; poll < polls; poll += 1) {
    const began = performance.now();
    const used = process.cpuUsage();
    // Each goes on where the last one ended, as in a driver.
    const beginMs = lastMs - (polls - poll) * windowMs;
    const { servers: found, counts } = await port.poll({
      ...{ pairs, errors: true, latency: { bounds }, own: [], unreached: true, argo: [] },
      ...{ from, fromMs: beginMs, nowMs: beginMs + windowMs + scrapeSeconds * 1000 },
    });
    times.push(performance.now() - began);
    const { user, system } = process.cpuUsage(used);
    cpu.push((user + system) / 1000);
    from = Object.fromEntries(
      Object.entries(found).map(([id, one]) => {
        if ("why" in one) throw new Error(`${id}: ${one.why}`);
        return [id, one.untilMs];
      }),
    );
    bounds = Object.fromEntries(
      counts.flatMap(({ pair, slowMs }) =>
        slowMs === undefined ? [] : [[`${pair.service}/${pair.canary}`, slowMs]],
      ),
    );
    requests = counts
      .flatMap(({ tallies }) => tallies)
      .reduce((sum, { canary, stable }) => sum + canary[0] + stable[0], 0);
  }
  if (requests === 0) throw new Error("no request was counted");
  if (Object.keys(bounds).length < pairs.length) throw new Error("a pair has no bound");
  return { times, cpu, before, peak: peakMiB(), requests };
}

/** As the kernel keeps it since the program began; `maxRSS` has that of the process before it, too. */
function peakMiB(): number {
  const [, kB] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8")) ?? [];
  return Number(kB) / 1024;
}

main(JSON.parse(process.argv[2] ?? "{}") as PollerOptions).then(
  (result) => process.stdout.write(JSON.stringify(result)),
  (error: Error) => {
    process.stderr.write(error.stack ?? error.message);
    process.exitCode = 1;
  },
);
