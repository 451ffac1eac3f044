// What analyses saw, for specs: many services in many clusters.
import type { Tally } from "../../../model/analysis/counts";
import type { Analysis, Comparison } from "../../../model/analysis/evidence";

/** How large it is. */
export interface Extent {
  readonly clusters: number;
  readonly services: number;
  readonly points: number;
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

const timeAt = (minute: number) =>
  new Date(Date.parse("2030-01-01T00:00:00Z") + minute * 60_000).toISOString();

/** An analysis of errors and latency, in which each cluster has numbers of its own. */
export function analysisOf(
  { clusters, services, points }: Extent,
  changes: Partial<Analysis> = {},
): Analysis {
  const names = range(clusters).map((i) => `cluster-${i}`);
  const number = (...of: number[]) =>
    of.reduce((sum, one, i) => Math.abs(sum * 31 + one * (i + 7)) % 9973, 1);
  const tallies = (salt: number): Tally[] =>
    names.map((name, i) => ({
      ...{ source: name, destination: name },
      canary: [number(salt, i), number(salt, i) % 7],
      stable: [number(salt, i, 3) * 9, number(salt, i, 3) % 11],
    }));
  const sums = (salt: number) => ({
    polls: points,
    requests: number(salt),
    bad: number(salt) % 17,
    squares: Math.sqrt(number(salt)),
  });
  const comparison = (service: number, metric: string): Comparison => {
    const salt = service * 100 + metric.length;
    const seen = range(points).map((i) => ({
      ...{ at: timeAt(i), polls: 1, tallies: tallies(salt + i) },
    }));
    const logs = (i: number) => range(5).map((k) => Math.log(number(salt, i, k) + 1));
    return {
      ...{ service: `service-${service}`, canary: "v2", stable: ["v1"], metric },
      ...{ polls: points, badPolls: points, evident: 0, fleet: logs(0) },
      places: Object.fromEntries(names.map((name, i) => [name, logs(i)])),
      spread: Object.fromEntries(
        names.map((name, i) => [
          `${name}/${name}`,
          { canary: sums(salt + i), stable: sums(salt - i) },
        ]),
      ),
      totals: tallies(salt),
      points: seen,
      verdict: { verdict: "hold", why: "too few requests", missing: "119 more requests to v2" },
    };
  };
  return {
    ...{ name: "background", action: 0, background: true, polls: points },
    ...{ startedAt: timeAt(0), countsFrom: timeAt(1), polledAt: timeAt(points) },
    until: { "http://prometheus.example": timeAt(points) },
    ...{ troubles: {}, unreached: [], argo: [] },
    comparisons: range(services).flatMap((i) => [
      comparison(i, "errors"),
      comparison(i, "latency"),
    ]),
    verdict: { verdict: "hold", why: "too few requests" },
    ...changes,
  };
}
