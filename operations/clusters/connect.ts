import { configKey } from "../../model/project";
import { allConfig } from "@pulumi/pulumi/runtime/config";
import type { Cluster } from "../../model/release/cluster";
import type { StackSettings } from "../../model/config/settings";
import { kubeconfigKey } from "../../model/config/value";
import type { Manifest } from "../../model/manifests/metadata";
import { manifests, planRelease, type ClusterPlan } from "../../model/plan/plan";
import type { KubeClient } from "../../kubernetes/client";
import { clientFor, serverOf } from "../../kubernetes/connect";
import type { ApiServer } from "../../kubernetes/kubeconfig";
import { unreachable } from "../../kubernetes/reachability";
import { refusal } from "../../components/refusal";

/** A cluster that takes connections, and what it is to have. */
export interface ReachedCluster {
  readonly cluster: Cluster;
  readonly plan: ClusterPlan;
  /** The objects of its plan. */
  readonly objects: readonly Manifest[];
  readonly server: ApiServer;
  /** Left out where the kubeconfig holds no credentials that can be used without the provider. */
  readonly client?: KubeClient;
}

/**
 * Looks whether each cluster can be reached: an update that fails half-way would leave the clusters with different
 * weights.
 *
 * @throws pulumi.RunError that names every cluster that can't be reached, in a preview too: the provider itself would
 *   advise to drop the cluster's resources from the state
 */
export async function reachClusters({
  release,
  clusters,
}: Pick<StackSettings, "release" | "clusters">): Promise<ReachedCluster[]> {
  const servers = clusters.map((cluster) => knownServer(cluster));
  const plans = planRelease(release, clusters).clusters;
  const reached = await Promise.all(
    plans.map(async (plan, i): Promise<ReachedCluster | string> => {
      const { cluster } = plan;
      const server = servers[i];
      const why = server ? await unreachable(server) : "its kubeconfig names no API server";
      if (!server || why !== undefined)
        return `cluster ${cluster.name} (${server?.url.origin ?? "?"}): ${why}`;
      const client = await withCredentials(cluster, server);
      return { cluster, plan, objects: manifests(plan), server, ...(client && { client }) };
    }),
  );
  const problems = reached.filter((one) => typeof one === "string");
  if (problems.length > 0)
    throw refusal(
      `Can't reach ${problems.join("; ")}. Nothing was changed: all clusters serve as before. ` +
        `Bring the cluster back, or take it out of ${configKey("clusters")}.`,
    );
  return reached.filter((one) => typeof one !== "string");
}

/** Why clusters don't answer now that did at first, each in words with its name. */
export async function notAnswering(reached: readonly ReachedCluster[]): Promise<string[]> {
  const asked = reached.map(async ({ cluster: { name }, client, server }) => {
    const why = client
      ? await client.text("/version").then(
          () => undefined,
          (error: Error) => error.message,
        )
      : await unreachable(server);
    return why === undefined ? [] : [`cluster ${name} (${server.url.origin}): ${why}`];
  });
  return (await Promise.all(asked)).flat();
}

/** The text of a secret kubeconfig; it never leaves this process. */
export function secretKubeconfig(cluster: Cluster): string | undefined {
  return allConfig()[configKey(`${kubeconfigKey}${cluster.name}`)];
}

function knownServer(cluster: Cluster): ApiServer | undefined {
  try {
    return serverOf(cluster, secretKubeconfig(cluster));
  } catch (error) {
    throw unusable(cluster, error as Error);
  }
}

async function withCredentials(
  cluster: Cluster,
  server: ApiServer,
): Promise<KubeClient | undefined> {
  try {
    return await clientFor(server);
  } catch (error) {
    throw unusable(cluster, error as Error);
  }
}

function unusable({ name }: Cluster, { message }: Error): Error {
  return refusal(`The kubeconfig of cluster ${name} can't be used: ${message}.`);
}
