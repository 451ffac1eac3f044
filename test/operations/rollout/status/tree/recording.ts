// Records of rollouts as a real driver wrote them, in a world of clusters and metrics in memory.
import type { Tally } from "../../../../../model/analysis/counts";
import type { ServiceWeights, Weights } from "../../../../../model/release/routing";
import type { RolloutRecord } from "../../../../../model/rollout/record";
import type { RolloutSpec } from "../../../../../model/rollout/spec";
import type { ClusterWeights, FleetWeights } from "../../../../../model/rollout/state";
import type { MetricsPort, PollQuestion } from "../../../../../operations/rollout/analysis/port";
import { systemClock } from "../../../../../operations/clock";
import { begun } from "../../../../../operations/rollout/decide/transitions";
import { drive } from "../../../../../operations/rollout/drive";
import { isoTime } from "../../../../../operations/rollout/iso-time";
import { statusOf, type ObservedCluster } from "../../../../../operations/rollout/status/build";
import type { StatusReport } from "../../../../../operations/rollout/status/report";
import { World } from "../../world/world";

/** A rollout that is recorded. */
export interface Scene {
  readonly clusters: readonly string[];
  /** The versions of each service before and after it. */
  readonly services: Readonly<Record<string, readonly [from: Weights, to: Weights]>>;
  readonly spec: RolloutSpec;
  /** Clusters that do not answer. */
  readonly away?: readonly string[];
  /** Clusters whose metrics servers do not answer. */
  readonly silent?: readonly string[];
  /** The share of bad requests of versions that gain them, in a cluster. @default 0.001 */
  readonly bad?: (cluster: string) => number;
  /** Requests each second in a cluster. @default 20 */
  readonly rate?: (cluster: string) => number;
  /** Whether proxies take no write. */
  readonly stuck?: boolean;
}

const goodRate = 0.001;
const scrapeMs = 15_000;

/** A driver drives the rollout until its record is as wanted; then its status is told. */
export async function recorded(
  scene: Scene,
  until: (record: RolloutRecord, secondsAt: number) => boolean,
): Promise<StatusReport> {
  const [start, goal] = [fleetOf(scene, 0), fleetOf(scene, 1)];
  const world = new World(scene.clusters, start);
  for (const name of scene.away ?? []) world.cluster(name).away = true;
  const [home = ""] = scene.clusters;
  const plan = { home, primaries: scene.clusters, spec: scene.spec, start, goal };
  const mark = { by: "anna@laptop", at: isoTime(world.nowMs) };
  world.put(begun({ id: "r7k2", release: "shop", ...plan, templates: {}, pods: {} }, 1, mark));
  const startedMs = world.nowMs;
  const ended = new AbortController();
  const port = world.port(() => home);
  const write: typeof port.write = ({ clusters }) =>
    Promise.resolve(
      new Map(
        clusters.map((one) => [one, { kind: "late", why: "3 of 40 proxies have the old one" }]),
      ),
    );
  await drive({
    port: { ...port, ...(scene.stuck && { write }), metrics: metricsOf(world, scene) },
    by: "ci@runner-4",
    signal: ended.signal,
    onNext: (_, record) => {
      if (until(record, (world.nowMs - Date.parse(record.at.since)) / 1000)) ended.abort();
    },
    clock: {
      ...systemClock,
      now: () => world.nowMs,
      sleep: (ms) => {
        world.nowMs += ms * 5;
        if (world.nowMs - startedMs > 24 * 3600_000)
          throw new Error(
            `it never came to that: ${JSON.stringify([world.record?.at, world.record?.decisions.slice(-2), world.record?.analyses?.at(-1)?.verdict])}`,
          );
        return Promise.resolve();
      },
    },
  });
  const record = world.record!;
  return statusOf({
    ...{ stack: "prod", release: "shop", nowMs: world.nowMs, record },
    ...(record.status === "running" && {
      driver: { holder: "ci@runner-4", since: mark.at, until: isoTime(world.nowMs + 60_000) },
    }),
    clusters: world.clusters.map((one) =>
      one.away
        ? { cluster: { name: one.name }, failure: "connect ETIMEDOUT", pods: [] }
        : observed(one.name, (JSON.parse(one.routes) as [ClusterWeights])[0], scene),
    ),
  });
}

/** A cluster with two pods of each version. */
export function observed(
  name: string,
  weights: ClusterWeights,
  { services }: Pick<Scene, "services">,
): ObservedCluster {
  const pods = Object.entries(services).flatMap(([service, [from, to]]) =>
    [...new Set([...Object.keys(from), ...Object.keys(to)])].map((version) => ({
      ...{ service, name: version, wanted: 2, available: 2 },
    })),
  );
  return { cluster: { name }, weights, pods };
}

/** The weights of all clusters before a rollout (0) or after it (1). */
export function fleetOf({ clusters, services }: Scene, when: 0 | 1): FleetWeights {
  const weights = Object.fromEntries(
    Object.entries(services).map(([name, both]) => [name, both[when] as ServiceWeights]),
  );
  return Object.fromEntries(clusters.map((name) => [name, { services: weights, lanes: {} }]));
}

/** A metrics server in each cluster, which counts requests by the weights that clusters have. */
function metricsOf(world: World, scene: Scene): MetricsPort {
  return {
    servers: scene.clusters,
    poll: (question) => {
      const windows = world.clusters.map(({ name }) => {
        const away = scene.silent?.includes(name) ?? false;
        const from = question.from[name] ?? question.fromMs + 2 * scrapeMs;
        return { name, away, from, end: Math.max(from, question.nowMs - scrapeMs) };
      });
      const there = windows.filter(({ away }) => !away);
      return Promise.resolve({
        servers: Object.fromEntries(
          windows.map(({ name, away, end }) => [
            name,
            away ? { why: "it does not answer" } : { untilMs: end },
          ]),
        ),
        counts: (question.errors ? question.pairs : []).map((pair) => ({
          ...{ pair, metric: "errors" },
          tallies: there.map(({ name, from, end }) =>
            tallyOf(world, scene, { name, pair, seconds: (end - from) / 1000 }),
          ),
        })),
        unreached: [],
        argo: [],
      });
    },
  };
}

function tallyOf(
  { record }: World,
  { rate = () => 20, bad = () => goodRate }: Scene,
  about: {
    readonly name: string;
    readonly pair: PollQuestion["pairs"][number];
    readonly seconds: number;
  },
): Tally {
  const { name, pair, seconds } = about;
  const weights = record!.current.weights[name]!.services[pair.service] as Weights;
  const gains = (weights[pair.canary] ?? 0) / 100;
  const count = (part: number, share: number) => {
    const requests = Math.round(seconds * rate(name) * part);
    return [requests, Math.round(requests * share)] as const;
  };
  return {
    ...{ source: name, destination: name },
    ...{ canary: count(gains, bad(name)), stable: count(1 - gains, goodRate) },
  };
}
