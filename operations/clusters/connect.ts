/** Connects to every cluster of a stack before an update begins. */
import { manifests, type ClusterPlan } from "../../model/plan/plan";
import type { Cluster } from "../../model/release/cluster";
import type { ApiServer } from "../../kubernetes/api-server";
import { clientFor, serverOf } from "../../kubernetes/connect";
import { ProviderOnlyError } from "../../kubernetes/oidc";
import { unreachable } from "../../kubernetes/reachability";
import { systemClock, type Clock } from "../clock";
import { inTime } from "../deadline";
import { RefusalError } from "../refusal";
import {
  commandWithout,
  sharedServerRefusal,
  unreachedRefusal,
  unreachedText,
  type UnreachedCluster,
} from "./decide";
import type { ReachedCluster } from "./reached";

/**
 * Text or path of a cluster's kubeconfig, where the fields of the cluster itself do not name it. It
 * may be secret, and never leaves this process.
 */
export type KubeconfigOf = (cluster: Cluster) => string | undefined;

/** The run that connects to clusters, for the commands in messages. */
export interface Reaching {
  /** Name of the stack. */
  readonly stack: string;
  /** Names of the clusters that the run leaves out. @default none */
  readonly leftOut?: readonly string[];
}

/**
 * Looks whether each cluster can be reached, and makes a client for it.
 *
 * @throws RefusalError that names every cluster that can't be reached, in a preview too: the
 *   provider itself would advise to drop the cluster's resources from the state; or those that have
 *   one API server
 */
export async function reachClusters(
  plans: readonly ClusterPlan[],
  kubeconfigOf: KubeconfigOf,
  { stack, leftOut = [] }: Reaching,
): Promise<ReachedCluster[]> {
  const asked = await Promise.all(plans.map((plan) => reach(plan, kubeconfigOf(plan.cluster))));
  const reached = asked.filter((one): one is ReachedCluster => !isUnreached(one));
  const unreached = asked.filter(isUnreached);
  const clusters = plans.map(({ cluster }) => cluster);
  const without = commandWithout(unreached, { stack, asked: clusters, leftOut });
  const refusal =
    unreachedRefusal(unreached, without) ??
    sharedServerRefusal(
      reached.map(({ cluster, server }) => ({ cluster, server: server.url.href })),
    );
  if (refusal === undefined) return reached;
  for (const { client } of reached) client?.close();
  throw new RefusalError(refusal);
}

async function reach(
  plan: ClusterPlan,
  given: string | undefined,
): Promise<ReachedCluster | UnreachedCluster> {
  const { cluster } = plan;
  try {
    const server = serverOf(cluster, given);
    const why = await unreachable(server);
    if (why !== undefined) return { cluster, origin: server.url.origin, why };
    return { cluster, plan, objects: manifests(plan), server, ...(await connect(server)) };
  } catch (error) {
    return { cluster, why: (error as Error).message, unusable: true };
  }
}

async function connect(server: ApiServer): Promise<Pick<ReachedCluster, "client" | "noClient">> {
  try {
    return { client: await clientFor(server) };
  } catch (error) {
    if (error instanceof ProviderOnlyError) return { noClient: error.message };
    throw error;
  }
}

function isUnreached(one: ReachedCluster | UnreachedCluster): one is UnreachedCluster {
  return "why" in one;
}

/** Milliseconds in which a cluster that works answers the smallest question. */
const answerMs = 3000;

/** A cluster that answered at first; one without a client has the address of its API server. */
export type AskedAgain = Pick<ReachedCluster, "cluster" | "client"> &
  Partial<Pick<ReachedCluster, "server">>;

/** Clusters that answered at first and do not answer now, in words with the reason. */
export async function silentClusters(
  reached: readonly AskedAgain[],
  clock: Clock = systemClock,
): Promise<string[]> {
  const asked = reached.map(async ({ cluster, client, server }) => {
    const why = client
      ? await inTime(client.text("/version"), { limitMs: answerMs, clock }).then(
          () => undefined,
          (error: Error) => error.message,
        )
      : server && (await unreachable(server, answerMs));
    const origin = server?.url.origin;
    return why === undefined ? [] : [unreachedText({ cluster, ...(origin && { origin }), why })];
  });
  return (await Promise.all(asked)).flat();
}
