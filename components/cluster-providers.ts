/** Makes the providers through which the engine reaches the clusters. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { isPrimary } from "../model/release/cluster";
import type { Release } from "../model/release/release";
import type { SecretKubeconfig } from "../operations/clusters/connect";
import { findIngress } from "../operations/clusters/ingress";
import type { ReachedCluster } from "../operations/clusters/reached";
import type { ConnectedCluster } from "./gray-release";

/** Providers for all clusters. */
export interface ClusterProviders {
  readonly clusters: readonly ConnectedCluster[];
  /** Resolves when the addresses of the gateways have been looked up; it never fails. */
  readonly lookUps: Promise<unknown>;
}

/**
 * Makes a provider for each cluster, which the engine starts at once, and looks up the address of
 * its ingress gateway.
 */
export function connectClusters(
  reached: readonly ReachedCluster[],
  release: Release,
  secretOf: SecretKubeconfig,
): ClusterProviders {
  const found: Promise<unknown>[] = [];
  const clusters = reached.map((one) => {
    const { cluster } = one;
    const text = secretOf(cluster);
    const secret = text === undefined ? undefined : pulumi.secret(text);
    const endpoint = release.gateway && isPrimary(cluster) ? findIngress(one, release) : undefined;
    if (endpoint) found.push(endpoint);
    return {
      cluster,
      // Not awaited: the engine starts the providers meanwhile. An address may be the host of the
      // API server, and what comes out of a secret kubeconfig stays secret.
      ...(endpoint && { endpoint: secret ? pulumi.secret(endpoint) : endpoint }),
      provider: new k8s.Provider(cluster.name, {
        // The state holds a kubeconfig's path and context, and its content only encrypted.
        kubeconfig: cluster.kubeconfig ?? secret,
        context: cluster.context,
        // Without it a change of the API server's address would replace every resource of the
        // cluster.
        clusterIdentifier: cluster.name,
      }),
    };
  });
  return { clusters, lookUps: Promise.allSettled(found) };
}
