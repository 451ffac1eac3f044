// The moments of an update that adds a version, told by the objects that the clusters have.
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeClient, KubeObject } from "../../kubernetes/client";

/** The moments, in their order. */
export const moments = [
  "before the workloads",
  "in the workloads",
  "before the subsets",
  "in the subsets",
  "before the routes",
  "in the routes",
  "after the routes",
] as const;

export type Moment = (typeof moments)[number];

/** What the clusters have of the new version. */
export interface Seen {
  /** Seconds since the update began. */
  readonly seconds: number;
  /** Whether a cluster has its Deployment, and whether its pods are ready. */
  readonly deployed: boolean;
  readonly available: boolean;
  /** How many clusters have its subset, how many name it in a route, and how many clusters there are. */
  readonly subsets: number;
  readonly routes: number;
  readonly clusters: number;
}

/** Seconds after the start of an update at which its engine has begun, and no object is written yet. */
const engineSeconds = 1;

/** Whether a moment has come. */
export function hasCome(moment: Moment, seen: Seen): boolean {
  const { seconds, deployed, available, subsets, routes, clusters } = seen;
  switch (moment) {
    case "before the workloads":
      return seconds >= engineSeconds;
    case "in the workloads":
      return deployed;
    case "before the subsets":
      return available;
    case "in the subsets":
      return subsets > 0;
    case "before the routes":
      return subsets === clusters;
    case "in the routes":
      return routes > 0;
    case "after the routes":
      return routes === clusters;
  }
}

/**
 * Waits for a moment of an update.
 *
 * @throws Error where the update ends before
 */
export async function onItsWay(
  moment: Moment,
  see: () => Promise<Omit<Seen, "seconds">>,
  update: Promise<unknown>,
): Promise<void> {
  const began = performance.now();
  let ended = false;
  const end = () => (ended = true);
  void update.then(end, end);
  for (;;) {
    const seen = await see();
    if (hasCome(moment, { ...seen, seconds: (performance.now() - began) / 1000 })) return;
    if (ended) throw new Error(`the update ended before this moment came: ${moment}`);
    await sleep(10);
  }
}

interface Deployment extends KubeObject {
  readonly status?: { readonly availableReplicas?: number };
}

/** Looks what clusters have of version v2 of the service `shop`. */
export async function look(
  clients: readonly Pick<KubeClient, "get">[],
  namespace: string,
): Promise<Omit<Seen, "seconds">> {
  const istio = `/apis/networking.istio.io/v1/namespaces/${namespace}`;
  const each = await Promise.all(
    clients.map(async (client) => {
      const [deployment, subset, route] = await Promise.all([
        client.get<Deployment>(`/apis/apps/v1/namespaces/${namespace}/deployments/shop-v2`),
        client.get<KubeObject>(`${istio}/destinationrules/shop-v2`),
        client.get<KubeObject & { spec: object }>(`${istio}/virtualservices/shop`),
      ]);
      const routed = JSON.stringify(route?.spec ?? {}).includes('"subset":"v2"');
      return { deployment, subset: subset !== undefined, routed };
    }),
  );
  const deployments = each.flatMap(({ deployment }) => deployment ?? []);
  return {
    deployed: deployments.length > 0,
    available: deployments.some(({ status }) => (status?.availableReplicas ?? 0) > 0),
    subsets: each.filter(({ subset }) => subset).length,
    routes: each.filter(({ routed }) => routed).length,
    clusters: clients.length,
  };
}
