/** Reads clusters from the command line, for commands that work before a stack file exists. */
import type { Cluster } from "../../model/release/cluster";
import { dnsLabel } from "../../model/release/names";

/** Clusters as the command line names them. */
export interface ClusterOptions {
  /** `<context>` or `<name>=<context>`. */
  readonly context: readonly string[];
  /** `<name>=<kubeconfig file>`. */
  readonly cluster: readonly string[];
}

/**
 * The clusters that a command names.
 *
 * @throws Error that says which name is wrong, or that there is none
 */
export function clustersOf({ context, cluster }: ClusterOptions): Cluster[] {
  const clusters = [
    ...context.map((given): Cluster => {
      const [name, named = name] = given.split(/=(.*)/s);
      return { name: named === name ? asLabel(given) : (name ?? ""), context: named };
    }),
    ...cluster.map((given): Cluster => {
      const [name = "", kubeconfig] = given.split(/=(.*)/s);
      if (!kubeconfig) throw new Error(`--cluster ${given}: give it as <name>=<kubeconfig file>`);
      return { name, kubeconfig };
    }),
  ];
  if (clusters.length === 0)
    throw new Error("name the clusters: --context <name>=<context>, once for each");
  for (const { name } of clusters)
    if (!dnsLabel.test(name))
      throw new Error(
        `${name} is no DNS label: give the cluster a name, as in --context eu=${name}`,
      );
  return clusters;
}

/** Makes a cluster's name from that of a context, such as `arn:aws:eks:eu:1:cluster/shop`. */
function asLabel(context: string): string {
  return context
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(-63)
    .replace(/^-|-$/g, "");
}
