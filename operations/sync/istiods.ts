/** Connects to the istiods of all primary clusters. */
import { isPrimary, meshNamespaceOf } from "../../model/release/cluster-role";
import type { ClusterApi } from "../cluster-api";
import type { ReachedCluster } from "../clusters/reached";
import { Istiod, type IstiodOptions } from "./istiod";
import type { AskedCluster, SyncScope } from "./wait";

/** The clusters whose istiods can be asked, and those whose istiods can't. */
export interface Istiods {
  readonly asked: readonly AskedCluster[];
  /** Why istiods can't be asked, in words, one text for each cluster. */
  readonly unasked: readonly string[];
  /** Clients of all clusters, also of remote ones: their endpoints count. */
  readonly clients: readonly ClusterApi[];
}

/** Connects to every istiod; one that can't be asked is named and fails nothing. */
export async function connectIstiods(
  reached: readonly Pick<ReachedCluster, "cluster" | "client">[],
  options: IstiodOptions = {},
): Promise<Istiods> {
  const unasked: string[] = [];
  const asked = await Promise.all(
    reached
      .filter(({ cluster }) => isPrimary(cluster))
      .map(async ({ cluster, client }): Promise<AskedCluster[]> => {
        const { name } = cluster;
        try {
          if (!client)
            throw new Error("its kubeconfig holds no credentials that this program can use");
          const istiods = await Istiod.all(client, meshNamespaceOf(cluster), options);
          return [{ name, client, istiods }];
        } catch (error) {
          unasked.push(`istiod of ${name} can't be asked: ${(error as Error).message}`);
          return [];
        }
      }),
  );
  return { asked: asked.flat(), unasked, clients: reached.flatMap(({ client }) => client ?? []) };
}

/** Closes the connections to all istiods. */
export function closeIstiods({ asked }: Pick<Istiods, "asked">): void {
  for (const { istiods } of asked) for (const istiod of istiods) istiod.close();
}

/**
 * What proxies must have. All primary clusters have the same objects, so those of the first one say
 * it.
 */
export function scopeOf(reached: readonly ReachedCluster[]): SyncScope {
  const first = reached.find(({ cluster }) => isPrimary(cluster));
  return {
    namespace: first?.plan.namespace.namespace ?? "",
    services: first?.plan.services.map(({ service }) => service) ?? [],
    objects: first?.objects ?? [],
  };
}
