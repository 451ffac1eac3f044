/** Opens a stack: its settings, and a client for each of its clusters. */
import { configKey } from "../../model/project";
import type { KubeClient } from "../../kubernetes/client";
import { clientFor, serverOf } from "../../kubernetes/connect";
import { contextsOf } from "../../kubernetes/kubeconfig";
import type { Connections } from "../../model/checks/connections";
import type { Cluster } from "../../model/release/cluster";
import type { StackConfig, StackSettings } from "../../model/config/settings";
import { kubeconfigKey } from "../../model/config/value";
import { askPulumi } from "../../engine/pulumi";
import { stackFile } from "./file";
import { parseStackFile } from "./settings";

/** A cluster of a stack, and the client that reaches it. */
export interface StackCluster {
  readonly cluster: Cluster;
  readonly client: KubeClient;
}

/** A stack as its file describes it, with a client for each of its clusters, in their order. */
export interface StackClusters {
  readonly settings: StackSettings;
  readonly clusters: readonly StackCluster[];
  /** Closes the connections. */
  readonly close: () => void;
}

/**
 * Reads the file of a stack in this folder, and makes clients for its clusters. Secret kubeconfigs
 * are asked of `pulumi`, and stay in this process.
 *
 * @throws Error with every mistake of the file, or that says which cluster can't be reached and why
 */
export async function openStack(stack: string): Promise<StackClusters> {
  const path = stackFile(stack);
  const { config, settings } = parseStackFile(path, connectionsOf);
  const clusters = await Promise.all(
    settings.clusters.map(async (cluster) => ({
      cluster,
      client: await connectCluster(cluster, await secretOf(config, cluster, stack)),
    })),
  );
  return { settings, clusters, close: () => clusters.forEach(({ client }) => client.close()) };
}

/** @throws Error that says why a cluster can't be reached */
export async function connectCluster(cluster: Cluster, secret?: string): Promise<KubeClient> {
  try {
    return await clientFor(serverOf(cluster, secret));
  } catch (error) {
    const why = (error as Error).message;
    throw new Error(`can't connect to cluster ${cluster.name}: ${why}`, { cause: error });
  }
}

async function secretOf(
  config: StackConfig,
  { name }: Cluster,
  stack: string,
): Promise<string | undefined> {
  const key = `${kubeconfigKey}${name}`;
  if (config[key] === undefined) return undefined;
  return askPulumi("config", "get", configKey(key), "--stack", stack);
}

function connectionsOf(config: StackConfig): Connections {
  return {
    contexts: contextsOf,
    // The file holds a secret as a mapping with the one key `secure`.
    key: (cluster) => {
      const value = config[`${kubeconfigKey}${cluster}`];
      if (value === undefined) return "none";
      return typeof value === "string" ? "plain" : "secret";
    },
  };
}
