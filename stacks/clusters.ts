import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { allConfig } from "@pulumi/pulumi/runtime/config";
import type { ConnectedCluster } from "../components/gray-release";
import { isPrimary, type Cluster } from "../model/cluster";
import { kubeconfigKey } from "../model/config/parse";
import type { StackSettings } from "../model/config/settings";
import { findIngress } from "./ingress";
import { apiServer, parseKubeconfig, readKubeconfig, type ApiServer } from "../kube/kubeconfig";
import { unreachable } from "../kube/reachability";
import { refusal } from "./refusal";

/**
 * Makes a provider for each cluster, after a look whether each can be reached: an update that fails half-way would leave
 * the clusters with different weights.
 *
 * @throws pulumi.RunError that names every cluster that can't be reached, in a preview too: the provider itself would
 *   advise to drop the cluster's resources from the state
 */
export async function connectClusters({
  clusters,
  release,
}: StackSettings): Promise<ConnectedCluster[]> {
  const config = new pulumi.Config();
  const servers = clusters.map((cluster) => serverOf(cluster, config));
  await checkReachable(clusters, servers);
  return clusters.map((cluster, i) => ({
    cluster,
    // Not awaited: the engine starts the providers meanwhile.
    ...(release.gateway &&
      isPrimary(cluster) && {
        endpoint: hidden(cluster, findIngress(cluster, release, servers[i]), config),
      }),
    provider: new k8s.Provider(cluster.name, {
      // A kubeconfig's path and context stand in the state, its content never does in plain text.
      kubeconfig: cluster.kubeconfig ?? config.getSecret(`${kubeconfigKey}${cluster.name}`),
      context: cluster.context,
      // Without it a change of the API server's address would replace every resource of the cluster.
      clusterIdentifier: cluster.name,
    }),
  }));
}

/** An address may be the host of the API server; what comes out of a secret stays one. */
function hidden(
  cluster: Cluster,
  endpoint: Promise<string>,
  config: pulumi.Config,
): pulumi.Input<string> {
  return secretKubeconfig(cluster, config) === undefined ? endpoint : pulumi.secret(endpoint);
}

function serverOf(cluster: Cluster, config: pulumi.Config): ApiServer | undefined {
  const secret = secretKubeconfig(cluster, config);
  try {
    const kubeconfig = secret === undefined ? readKubeconfig(cluster) : parseKubeconfig(secret);
    return apiServer(kubeconfig, cluster.context);
  } catch (error) {
    throw refusal(
      `The kubeconfig of cluster ${cluster.name} can't be used: ${(error as Error).message}.`,
    );
  }
}

async function checkReachable(
  clusters: readonly Cluster[],
  servers: readonly (ApiServer | undefined)[],
): Promise<void> {
  const answers = await Promise.all(
    clusters.map(async ({ name }, i) => {
      const server = servers[i];
      const why = server ? await unreachable(server) : "its kubeconfig names no API server";
      return why === undefined ? [] : [`cluster ${name} (${server?.url.origin ?? "?"}): ${why}`];
    }),
  );
  const problems = answers.flat();
  if (problems.length === 0) return;
  throw refusal(
    `Can't reach ${problems.join("; ")}. Nothing was changed: all clusters serve as before. ` +
      "Bring the cluster back, or take it out of gray-release:clusters.",
  );
}

/** The text of a secret kubeconfig, for its server's address only; it never leaves this process. */
function secretKubeconfig(cluster: Cluster, config: pulumi.Config): string | undefined {
  const key = `${config.name}:${kubeconfigKey}${cluster.name}`;
  return allConfig()[key];
}
