/** Decides whether an update may begin, by the clusters that take connections. Pure. */
import { inWords } from "../../model/problem";
import { configKey } from "../../model/project";
import type { Cluster } from "../../model/release/cluster";
import { isPrimary } from "../../model/release/cluster-role";
import { withoutOptions } from "../without/names";

/** A cluster and its API server, with the reason why it can't be reached. */
export interface UnreachedCluster {
  readonly cluster: Pick<Cluster, "name">;
  /** `https://host:port`; left out where the kubeconfig names none. */
  readonly origin?: string;
  readonly why: string;
  /** Whether it was not asked, because its kubeconfig can't be used. @default false */
  readonly unusable?: boolean;
}

/** A cluster that does not answer, in words. */
export function unreachedText({ cluster: { name }, origin = "?", why }: UnreachedCluster): string {
  return `cluster ${name} (${origin}): ${why}`;
}

/** A cluster and the address of its API server. */
export interface ServedCluster {
  readonly cluster: Pick<Cluster, "name">;
  /** `https://host:port`, with a path where the API server stands below one. */
  readonly server: string;
}

/**
 * Why an update must not begin: two clusters of the stack are one, so the objects of one would
 * overwrite those of the other, and the cluster that is meant would get none.
 *
 * @returns undefined where each cluster has an API server of its own
 */
export function sharedServerRefusal(clusters: readonly ServedCluster[]): string | undefined {
  const byServer = new Map<string, string[]>();
  for (const { cluster, server } of clusters)
    byServer.set(server, [...(byServer.get(server) ?? []), cluster.name]);
  const shared = [...byServer].filter(([, names]) => names.length > 1);
  if (shared.length === 0) return undefined;
  const sentences = shared.map(
    ([server, names]) => `The clusters ${inWords(names)} have the same API server, ${server}.`,
  );
  return (
    `${sentences.join(" ")} Nothing was changed. ` +
    `Correct the kubeconfig or the context of one of them in ${configKey("clusters")}.`
  );
}

/**
 * Why an update must not begin: one that fails half-way would leave the clusters with different
 * weights.
 *
 * @param without the command that updates the others without them; undefined where there is none
 * @returns undefined where all clusters were reached
 */
export function unreachedRefusal(
  unreached: readonly UnreachedCluster[],
  without?: string,
): string | undefined {
  if (unreached.length === 0) return undefined;
  const silent = unreached.filter(({ unusable }) => !unusable);
  const sentences = unreached
    .filter(({ unusable }) => unusable)
    .map(({ cluster, why }) => `The kubeconfig of cluster ${cluster.name} can't be used: ${why}.`);
  if (silent.length > 0) sentences.push(`Can't reach ${silent.map(unreachedText).join("; ")}.`);
  sentences.push("Nothing was changed: all clusters serve as before.");
  const [it, them] = unreached.length === 1 ? ["the cluster", "it"] : ["the clusters", "them"];
  if (without !== undefined)
    sentences.push(`Bring ${it} back, or update the others without ${them}: ${without}`);
  else if (silent.length > 0) sentences.push(`Bring ${it} back.`);
  return sentences.join(" ");
}

/**
 * The command that updates a stack without the clusters that can't be reached.
 *
 * @param stack its name
 * @param asked the clusters that were asked
 * @param leftOut names of the clusters that the run leaves out already
 * @returns undefined where no primary cluster would be left
 */
export function commandWithout(
  unreached: readonly UnreachedCluster[],
  {
    stack,
    asked,
    leftOut,
  }: {
    readonly stack: string;
    readonly asked: readonly Cluster[];
    readonly leftOut: readonly string[];
  },
): string | undefined {
  const names = unreached.map(({ cluster }) => cluster.name);
  const others = asked.filter(({ name }) => !names.includes(name));
  if (!others.some(isPrimary)) return undefined;
  const options = withoutOptions([...leftOut, ...names]);
  return `npx gray up${options} -s ${stack}`;
}
