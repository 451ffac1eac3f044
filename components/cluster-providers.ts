import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ConnectedCluster } from "./gray-release";
import { isPrimary } from "../model/release/cluster";
import { kubeconfigKey } from "../model/config/value";
import type { Release } from "../model/release/release";
import { findIngress } from "../operations/clusters/ingress";
import { secretKubeconfig, type ReachedCluster } from "../operations/clusters/connect";

/** Makes a provider for each cluster, which the engine starts at once, and looks up how its gateway is entered. */
export function connectClusters(
  reached: readonly ReachedCluster[],
  release: Release,
): ConnectedCluster[] {
  const config = new pulumi.Config();
  return reached.map((one) => {
    const { cluster } = one;
    return {
      cluster,
      // Not awaited: the engine starts the providers meanwhile.
      ...(release.gateway && isPrimary(cluster) && { endpoint: endpointOf(one, release) }),
      provider: new k8s.Provider(cluster.name, {
        // A kubeconfig's path and context stand in the state, its content never does in plain text.
        kubeconfig: cluster.kubeconfig ?? config.getSecret(`${kubeconfigKey}${cluster.name}`),
        context: cluster.context,
        // Without it a change of the API server's address would replace every resource of the cluster.
        clusterIdentifier: cluster.name,
      }),
    };
  });
}

/** An address may be the host of the API server; what comes out of a secret stays one. */
function endpointOf({ cluster, server }: ReachedCluster, release: Release): pulumi.Input<string> {
  const endpoint = findIngress(cluster, release, server);
  return secretKubeconfig(cluster) === undefined ? endpoint : pulumi.secret(endpoint);
}
