/** Connects to every cluster of a stack before an update begins. */
import { manifests, type ClusterPlan } from "../../model/plan/plan";
import type { Cluster } from "../../model/release/cluster";
import { clientFor, serverOf } from "../../kubernetes/connect";
import type { ApiServer } from "../../kubernetes/kubeconfig";
import { unreachable } from "../../kubernetes/reachability";
import type { ClusterApi } from "../cluster-api";
import { RefusalError } from "../refusal";
import {
  unreachedRefusal,
  unreachedText,
  unusableKubeconfig,
  type UnreachedCluster,
} from "./decide";
import type { ReachedCluster } from "./reached";

/**
 * Text or path of a cluster's kubeconfig, where the fields of the cluster itself do not name it. It
 * may be secret, and never leaves this process.
 */
export type KubeconfigOf = (cluster: Cluster) => string | undefined;

/**
 * Looks whether each cluster can be reached, and makes a client for it.
 *
 * @throws RefusalError that names every cluster that can't be reached, in a preview too: the
 *   provider itself would advise to drop the cluster's resources from the state
 */
export async function reachClusters(
  plans: readonly ClusterPlan[],
  kubeconfigOf: KubeconfigOf,
): Promise<ReachedCluster[]> {
  const servers = plans.map(({ cluster }) => knownServer(cluster, kubeconfigOf(cluster)));
  const asked = await Promise.all(
    plans.map(async (plan, i): Promise<ReachedCluster | UnreachedCluster> => {
      const { cluster } = plan;
      const server = servers[i];
      if (!server) return { cluster, why: "its kubeconfig names no API server" };
      const why = await unreachable(server);
      if (why !== undefined) return { cluster, origin: server.url.origin, why };
      const client = await withCredentials(cluster, server);
      return { cluster, plan, objects: manifests(plan), server, ...(client && { client }) };
    }),
  );
  const refusal = unreachedRefusal(asked.filter(isUnreached));
  if (refusal !== undefined) throw new RefusalError(refusal);
  return asked.filter((one): one is ReachedCluster => !isUnreached(one));
}

function isUnreached(one: ReachedCluster | UnreachedCluster): one is UnreachedCluster {
  return "why" in one;
}

/** Clusters that answered at first and do not answer now, in words with the reason. */
export async function silentClusters(
  reached: readonly Pick<ReachedCluster, "cluster" | "client" | "server">[],
): Promise<string[]> {
  const asked = reached.map(async ({ cluster, client, server }) => {
    const why = client
      ? await client.text("/version").then(
          () => undefined,
          (error: Error) => error.message,
        )
      : await unreachable(server);
    return why === undefined ? [] : [unreachedText({ cluster, origin: server.url.origin, why })];
  });
  return (await Promise.all(asked)).flat();
}

function knownServer(cluster: Cluster, given: string | undefined): ApiServer | undefined {
  try {
    return serverOf(cluster, given);
  } catch (error) {
    throw new RefusalError(unusableKubeconfig(cluster, (error as Error).message));
  }
}

async function withCredentials(
  cluster: Cluster,
  server: ApiServer,
): Promise<ClusterApi | undefined> {
  try {
    return await clientFor(server);
  } catch (error) {
    throw new RefusalError(unusableKubeconfig(cluster, (error as Error).message));
  }
}
