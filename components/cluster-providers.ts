/** Makes the providers through which the engine reaches the clusters. */
import * as k8s from "@pulumi/kubernetes";
import { plainCluster, type ClusterAccess, type ConnectedCluster } from "./connected-cluster";

/**
 * Makes a provider for each cluster, which the engine starts at once.
 *
 * @example
 * const { clusters, ...settings } = loadConfig();
 * new GrayRelease("shop", { ...settings, clusters: connectClusters(clusters) });
 */
export function connectClusters(clusters: readonly ClusterAccess[]): ConnectedCluster[] {
  return clusters.map((access) => {
    const { name, context, kubeconfig } = plainCluster(access);
    return {
      ...access,
      provider: new k8s.Provider(name, {
        // The state holds a kubeconfig's path and context, and its content only encrypted.
        kubeconfig: access.kubeconfig ?? kubeconfig,
        context,
        // Without it a change of the API server's address would replace every resource of the
        // cluster.
        clusterIdentifier: name,
        ...(access.mutableConfigMaps && { enableConfigMapMutable: true }),
      }),
    };
  });
}
