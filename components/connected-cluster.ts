/** A cluster of a release in a Pulumi program: its provider, and how the program itself reaches it. */
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "../model/release/cluster";
import { formatPath, type Problem } from "../model/problem";

/**
 * How a program reaches a cluster. The engine's provider shows its kubeconfig to no program, so it
 * is given a second time.
 */
export interface ClusterAccess {
  /** The cluster as a stack's config declares it. Its name is part of every Pulumi name in it. */
  readonly cluster: Cluster;
  /**
   * The kubeconfig that its provider takes: the text of one, or the path of a file. It may be
   * secret. It may be unknown in a preview, which asks this cluster nothing then, and says so. It
   * never stands in the state. An empty text is the default kubeconfig, or in a pod without one its
   * service account, as for the provider.
   *
   * @default `cluster.kubeconfig`, or else the default kubeconfig
   */
  readonly kubeconfig?: pulumi.Input<string>;
  /**
   * The context of the kubeconfig that its provider takes. Required where no kubeconfig is given:
   * the current context of the default kubeconfig could be another cluster.
   *
   * @default `cluster.context`, or else the current context of the kubeconfig
   */
  readonly context?: string;
  /**
   * Whether its provider changes the data of a ConfigMap in place. Without it the provider deletes
   * the ConfigMap and makes it again, and pods can't start in between.
   *
   * @default false
   */
  readonly mutableConfigMaps?: boolean;
}

/** A cluster and the provider that reaches it. */
export interface ConnectedCluster extends ClusterAccess {
  readonly provider: k8s.Provider;
}

/** The cluster with its context, in the form that the plan takes. */
export function plainCluster({ cluster, context = cluster.context }: ClusterAccess): Cluster {
  return context === undefined ? cluster : { ...cluster, context };
}

/** Checks that each cluster has a kubeconfig or a context. */
export function checkAccess(clusters: readonly ClusterAccess[]): Problem[] {
  return clusters.flatMap((access, i): Problem[] => {
    const { context, kubeconfig } = plainCluster(access);
    if ((access.kubeconfig ?? kubeconfig ?? context) !== undefined) return [];
    const path = (...key: readonly string[]) => formatPath(["clusters", i, ...key]);
    return [
      {
        code: "GR015",
        path: path(),
        given: "neither context nor kubeconfig",
        allowed: "the kubeconfig or the context that its provider takes",
        fix:
          `set ${path("kubeconfig")} or ${path("context")} to the value that its provider has; ` +
          "the current context could be another cluster",
      },
    ];
  });
}

/** A kubeconfig whose text is not known before the update. */
export const unknownKubeconfig = Symbol("unknown kubeconfig");

/**
 * Waits for the kubeconfig of a cluster.
 *
 * @returns its text or path; undefined where the fields of the cluster itself name it
 */
export async function kubeconfigOf({
  kubeconfig,
}: ClusterAccess): Promise<string | undefined | typeof unknownKubeconfig> {
  // `apply` would never run for an unknown value.
  const sent: unknown = await pulumi.runtime.serializeProperty("kubeconfig", kubeconfig);
  if (sent === pulumi.runtime.unknownValue) return unknownKubeconfig;
  return pulumi.runtime.unwrapRpcSecret(sent) as string | undefined;
}
