/** The steps of a rollout of `hello` from v1 to v2, over two clusters on fake API servers. */
import type { KubeObject } from "../../../../kubernetes/client";
import type { Manifest } from "../../../../model/manifests/metadata";
import { fieldManager, written } from "../../../../model/manifests/ownership";
import { planRelease, type ClusterPlan } from "../../../../model/plan/plan";
import type { Cluster } from "../../../../model/release/cluster";
import type { Release } from "../../../../model/release/release";
import type { RouteSpec } from "../../../../model/release/routing";
import { routesOf } from "../../../../operations/rollout/routes/judge";
import type { RouteChange } from "../../../../operations/rollout/routes/port";
import { reachServing, type FakeCluster } from "../../../support/reached";
import { east, release, service, west } from "../../../support/releases";

/** The path of the VirtualService of `hello`. */
export const helloPath = "/apis/networking.istio.io/v1/namespaces/gray-demo/virtualservices/hello";

/** Two services of which v2 gets some percent. */
export function stepOf(percent: number, routes: readonly RouteSpec[] = []): Release {
  const weights = { v1: 100 - percent, v2: percent };
  return release({
    services: {
      hello: service({ expose: true, weights, ...(routes.length > 0 && { routes }) }),
      cart: service({ weights, follows: ["hello"] }),
    },
  });
}

/** The plan of a cluster at a step. */
export function planAt(
  percent: number,
  cluster: Cluster = west,
  routes: readonly RouteSpec[] = [],
): ClusterPlan {
  const found = planRelease(stepOf(percent, routes), [west, east]).clusters.find(
    (one) => one.cluster.name === cluster.name,
  );
  if (!found) throw new Error(`no cluster ${cluster.name}`);
  return found;
}

/** Two clusters that serve a step. */
export function serveStep(percent: number, routes: readonly RouteSpec[] = []) {
  return reachServing(stepOf(percent, routes), west, east);
}

const clients = new WeakMap<FakeCluster, RouteChange["client"]>();

/** The change of a cluster from one step to another; the cluster keeps its client. */
export function changeOf(one: FakeCluster, from: readonly number[], next: number): RouteChange {
  const { cluster } = one;
  if (!one.client) throw new Error("it has a client");
  const client = clients.get(one) ?? Promise.resolve({ ok: true, value: one.client });
  clients.set(one, client);
  return {
    ...{ cluster, client },
    from: from.map((percent) => planAt(percent, cluster)),
    next: planAt(next, cluster),
  };
}

/** The program itself writes the routes of a plan, as an update, an abort or another driver does. */
export function applyRoutes({ api }: FakeCluster, plan: ClusterPlan): void {
  for (const object of routesOf(plan))
    api.put(written(object), { manager: fieldManager, operation: "Apply" });
}

/** Percent by subset of the last route of a live or planned VirtualService. */
export function sharesOf(object: KubeObject | Manifest | undefined): Record<string, number> {
  const { spec } = object as {
    readonly spec?: {
      readonly http?: {
        readonly route?: readonly { destination: { subset?: string }; weight?: number }[];
      }[];
    };
  };
  const route = spec?.http?.at(-1)?.route ?? [];
  return Object.fromEntries(
    route.map(({ destination, weight = 100 }) => [destination.subset ?? "", weight]),
  );
}
