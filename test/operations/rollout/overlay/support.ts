// A shop on two clusters, and what an update of it asks.
import { inRelease } from "../../../../model/checks/locate";
import { planRelease } from "../../../../model/plan/plan";
import type { Cluster } from "../../../../model/release/cluster";
import type { Release, ServiceSpec } from "../../../../model/release/release";
import type { ServiceWeights } from "../../../../model/release/routing";
import type { RolloutRecord } from "../../../../model/rollout/record";
import type { RolloutSpec } from "../../../../model/rollout/spec";
import { gainingVersions, templatesOf } from "../../../../model/rollout/template-hash";
import type { Copy } from "../../../../operations/rollout/record/copy";
import { decideOverlay, type Overlay } from "../../../../operations/rollout/overlay/decide";
import { rolloutRecord } from "../../../support/rollout/record";

export const spec: RolloutSpec = { steps: [{ setWeight: 20 }, { pause: { duration: "10m" } }] };
const image = "a:1";
export const both: readonly Cluster[] = [{ name: "west" }, { name: "east" }];

/** The service `shop` with these weights, and others. */
export function shop(
  weights: ServiceWeights,
  { services = {}, ...more }: Partial<Release> = {},
  own: Partial<ServiceSpec> = {},
): Release {
  const versions = { v1: { image }, v2: { image: "a:2" } };
  return {
    ...{ name: "demo", namespace: "demo", rollout: spec },
    services: { shop: { port: 80, versions, weights, ...own }, ...services },
    ...more,
  };
}

/** The other service, of one version. */
export const cart: ServiceSpec = { port: 80, versions: { v1: { image } }, weights: { v1: 100 } };

const of = (v2: number) => ({ services: { shop: { v1: 100 - v2, v2 } }, lanes: {} });

/** What clusters have, by service; a cluster without an entry has no routes. */
export type Has = Readonly<Record<string, Readonly<Record<string, ServiceWeights>>>>;

/** What all clusters have while 20 % go to v2. */
export const twenty: Has = {
  west: { shop: { v1: 80, v2: 20 } },
  east: { shop: { v1: 80, v2: 20 } },
};

/** The record of the rollout of {@link shop} from v1 to v2, at 20 %. */
export function recordOf(changes: Partial<RolloutRecord> = {}): RolloutRecord {
  const { clusters } = planRelease(shop({ v2: 100 }), both);
  const start = { west: of(0), east: of(0) };
  const goal = { west: of(100), east: of(100) };
  const templates = templatesOf(clusters, gainingVersions(start, goal));
  return rolloutRecord({ spec, start, goal, templates, ...changes });
}

/** What an update decides. */
export function decide(
  release: Release,
  about: {
    readonly has?: Has;
    readonly record?: RolloutRecord;
    readonly copies?: readonly Copy[];
    readonly clusters?: readonly Cluster[];
    readonly stable?: Readonly<Record<string, string>>;
    readonly lanes?: Readonly<Record<string, number>>;
  } = {},
) {
  const { has = {}, record, clusters = both, stable = {}, lanes = {} } = about;
  const plan = planRelease(release, clusters);
  const names = plan.clusters.map(({ cluster }) => cluster.name);
  const none = (cluster: string): Copy => ({ kind: "none", cluster, nowMs: 0 });
  const found = (cluster: string): Copy =>
    record ? { kind: "record", cluster, record, version: "1", nowMs: 0 } : none(cluster);
  const copies = about.copies ?? names.map(found);
  const live = names.map((name) => {
    const services = has[name] ?? {};
    const missing = Object.keys(release.services).filter((one) => !(one in services));
    const own = Object.keys(services).length > 0 ? lanes : {};
    return [name, { weights: { services, lanes: own }, missing }] as const;
  });
  const notes = new Map(
    names.map((name) => [
      name,
      new Map(Object.entries(stable).map(([service, version]) => [service, { version }])),
    ]),
  );
  return decideOverlay({
    ...{ plan, spec: release.rollout ?? spec, locate: inRelease, stack: "dev" },
    ...{ copies, live: new Map(live), unseen: new Map(), notes },
  });
}

/** The overlay that an update decides. */
export function overlay(...args: Parameters<typeof decide>): Overlay {
  const found = decide(...args);
  if ("problems" in found) throw new Error(JSON.stringify(found.problems));
  return found;
}

/** The codes and the paths for which it is refused. */
export function refused(...args: Parameters<typeof decide>): string[] {
  const found = decide(...args);
  return "problems" in found ? found.problems.map(({ code, path }) => `${code} ${path}`) : [];
}
