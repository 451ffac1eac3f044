/** Finds out whether an update moves a version from one cluster to another. */
import { kinds } from "../../model/kinds";
import { listPath } from "../../kubernetes/object-path";
import type { KubeObject } from "../../kubernetes/client";
import type { ReachedCluster } from "../clusters/reached";

/** The Deployments of one cluster, by name. */
export interface Placed {
  /** The planned ones. */
  readonly planned: readonly string[];
  /** The live ones in the release's namespace. */
  readonly live: readonly string[];
}

/**
 * Whether any cluster has a Deployment that the plan has in another one: the update deletes it at its
 * end, and its requests go to the other clusters' pods then. Pure.
 */
export function movesAny(clusters: readonly Placed[]): boolean {
  const anywhere = new Set(clusters.flatMap(({ planned }) => planned));
  return clusters.some(({ planned, live }) =>
    live.some((name) => anywhere.has(name) && !planned.includes(name)),
  );
}

/**
 * Asks every cluster for its Deployments.
 *
 * @throws Error where an API server does not answer
 */
export async function moves(
  reached: readonly Pick<ReachedCluster, "client" | "objects" | "plan">[],
): Promise<boolean> {
  const clusters = await Promise.all(
    reached.map(async ({ client, objects, plan }): Promise<Placed> => {
      const planned = objects
        .filter(({ kind }) => kind === "Deployment")
        .map(({ metadata }) => metadata.name);
      const { namespace } = plan.namespace;
      const { apiVersion } = kinds.Deployment;
      const path = listPath({ apiVersion, kind: "Deployment", metadata: { namespace } });
      const live = client ? await client.list<KubeObject>(path) : [];
      return { planned, live: live.map(({ metadata }) => metadata.name) };
    }),
  );
  return movesAny(clusters);
}
