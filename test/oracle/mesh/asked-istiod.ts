/** An istiod whose answers are written down, and its cluster, as the wait for proxies asks them. */
import { manifests, planRelease } from "../../../model/plan/plan";
import type { AskedCluster, Clients } from "../../../operations/sync/asked";
import type { ProxyState, StoredConfig } from "../../../operations/sync/istiod-state";
import { defaultTuning } from "../../../operations/sync/pushes";
import type { FakeClock } from "../../support/ports";
import { release, west } from "../../support/releases";

const [plan] = planRelease(release(), [west]).clusters;
/** What is waited for: the routes of a release. */
export const scope = {
  namespace: "gray-demo",
  services: ["hello"],
  objects: plan ? manifests(plan) : [],
  needed: [{ type: "RouteConfiguration" as const }],
};
/** Three seconds. */
export const limit = (clock: FakeClock) => ({ seconds: 3, clock });

/** The route in the cluster. */
export const route: StoredConfig = {
  kind: "VirtualService",
  metadata: { name: "hello", namespace: "gray-demo", uid: "u1", generation: 2 },
};
/** The endpoints in the cluster. */
export const slice = {
  metadata: { labels: { "kubernetes.io/service-name": "hello" } },
  endpoints: [{ addresses: ["10.0.0.9"], conditions: { ready: true } }],
};
const shards = { Shards: { west: [{ Addresses: ["10.0.0.9"], HealthStatus: 1 }] } };
const known = { "hello.gray-demo.svc.cluster.local": { "gray-demo": shards } };

/** An istiod with answers one after the other; the last one stays. */
export function istiod(answers: {
  proxies: readonly (readonly ProxyState[])[];
  configs?: readonly (readonly StoredConfig[])[];
  /** How many pushes it counted, at each question. */
  pushes?: readonly number[];
  updates?: () => number;
}): AskedCluster["istiods"][number] & { asked: string[] } {
  const asked: string[] = [];
  const next = <T>(name: string, list: readonly T[]) => {
    const count = asked.filter((one) => one === name).length;
    asked.push(name);
    return Promise.resolve(list[Math.min(count, list.length - 1)] as T);
  };
  return {
    ...{ asked, name: "istiod-0", clusterId: "west", revision: "default", tuning: defaultTuning },
    proxies: async () => ({ proxies: await next("proxies", answers.proxies), nowMs: NaN }),
    configs: () => next("configs", answers.configs ?? [[route]]),
    endpoints: () => next("endpoints", [known]),
    metrics: async () => {
      const pushes = await next("metrics", answers.pushes ?? [5]);
      return {
        ...{ changes: answers.updates?.() ?? 5, computed: pushes, queued: pushes },
        ...{ dequeued: pushes, cpuSeconds: 1, slowestComputeMs: 10, slowestSendMs: 10 },
      };
    },
    close: () => undefined,
  };
}

/** A client of a cluster with one route and one endpoint, whose pods may not be read. */
export const client: AskedCluster["client"] = {
  create: () => Promise.reject(new Error("unknown")),
  list: (path) =>
    path.includes("/pods?")
      ? Promise.reject(new Error("forbidden"))
      : Promise.resolve(
          (path.includes("endpointslices")
            ? [slice]
            : path.endsWith("/virtualservices")
              ? [{ metadata: route.metadata }]
              : []) as never,
        ),
};
/** The same by its name. */
export const clients: Clients = new Map([["west", client]]);

/** A primary cluster with istiods. */
export const cluster = (
  name: string,
  ...istiods: AskedCluster["istiods"][number][]
): AskedCluster => ({
  name,
  client,
  istiods,
});
