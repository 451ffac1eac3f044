// Many clusters on fake API servers, with istiods that push what is written to a few proxies.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FakeApiServer } from "../../kubernetes/fake/api-server";
import { written } from "../../model/manifests/ownership";
import { manifests, planRelease } from "../../model/plan/plan";
import type { Cluster } from "../../model/release/cluster";
import type { Release } from "../../model/release/release";
import type { ProxyState } from "../../operations/sync/istiod-state";

/** Milliseconds for which an istiod gathers changes before it pushes, as Istio's default is. */
const debounceMs = 100;

/** Milliseconds after which proxies acknowledge a push. */
const acknowledgeMs = 50;

/** Proxies of each cluster. */
export const proxies = 20;

const routes = "type.googleapis.com/envoy.config.route.v3.RouteConfiguration";
const uuid = "9cbefa89-0b4b-4c39-9b67-1f2d0a1c7f11";

/** Clusters that run. */
export interface Fleet {
  readonly clusters: readonly Cluster[];
  stop(): Promise<void>;
}

/** Starts an API server for each cluster, which has a release as an update left it. */
export async function startFleet(release: Release, size: number, folder: string): Promise<Fleet> {
  mkdirSync(folder, { recursive: true });
  const names = Array.from({ length: size }, (_, i) => `cluster-${i + 1}`);
  const plan = planRelease(
    release,
    names.map((name) => ({ name })),
  );
  const started = await Promise.all(
    plan.clusters.map(async (planned) => {
      const api = await FakeApiServer.start({ rolloutPods: "ready" });
      for (const object of manifests(planned))
        api.put(written(object), { manager: "gray-release", operation: "Apply" });
      serveIstiod(api);
      const { name } = planned.cluster;
      const kubeconfig = join(folder, `${name}.kubeconfig`);
      writeFileSync(kubeconfig, api.kubeconfig(name));
      return { api, cluster: { name, kubeconfig } };
    }),
  );
  return {
    clusters: started.map(({ cluster }) => cluster),
    stop: async () => void (await Promise.all(started.map(({ api }) => api.stop()))),
  };
}

/** An istiod whose pushes follow the writes of routes. */
function serveIstiod(api: FakeApiServer): void {
  let [changes, pushed, acknowledged] = [1, 1, 1];
  let timer: NodeJS.Timeout | undefined;
  const push = () => {
    pushed += 1;
    const number = pushed;
    setTimeout(() => (acknowledged = number), acknowledgeMs);
  };
  const onWrite = () => {
    changes += 1;
    clearTimeout(timer);
    timer = setTimeout(push, debounceMs);
  };
  api.before({ method: "PATCH", kind: "VirtualService" }, onWrite, Infinity);
  api.istiod.addPod();
  api.istiod.set({
    inboundUpdates: () => changes,
    pushes: () => pushed,
    syncz: () =>
      Array.from({ length: proxies }, (_, i): ProxyState => ({
        proxy: `web-${i}.shop`,
        resources: { [routes]: { sent: nonce(pushed), acked: nonce(acknowledged) } },
      })),
  });
}

function nonce(push: number): string {
  return `2026-11-21T20:10:35Z/${push}${uuid}`;
}
