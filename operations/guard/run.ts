/** Keeps an update from moving routes that another field manager wrote meanwhile. */
import type { KubeObject } from "../../kubernetes/client";
import { isRouteKind } from "../../model/kinds";
import { listPath } from "../../kubernetes/object-path";
import type { ClusterApi } from "../cluster-api";
import type { ReachedCluster } from "../clusters/reached";
import { RefusalError } from "../refusal";
import { routeName, unreadableRefusal, writtenRefusal, type Generations } from "./decide";

/**
 * Remembers the routes of all clusters at the beginning of an update, and compares them before
 * routes move: what `gray abort` wrote must hold against an update that waits for pods.
 */
export class RouteGuard {
  private readonly atFirst: Promise<Generations>;

  constructor(
    private readonly reached: readonly Pick<ReachedCluster, "cluster" | "client" | "objects">[],
  ) {
    this.atFirst = this.generations();
    // `check` awaits it; until then its failure must not count as unhandled.
    this.atFirst.catch(() => undefined);
  }

  /**
   * @throws RefusalError that names the routes that were written since, or the cluster whose routes
   * can't be read
   */
  async check(): Promise<void> {
    const refusal = writtenRefusal(await this.atFirst, await this.generations());
    if (refusal !== undefined) throw new RefusalError(refusal);
  }

  private async generations(): Promise<Generations> {
    const found = await Promise.all(
      this.reached.flatMap(({ cluster, client, objects }) => {
        const routes = objects.filter(({ kind }) => isRouteKind(kind));
        const paths = new Set(routes.map((route) => listPath(route)));
        return client ? [...paths].map((path) => generationsAt(cluster.name, client, path)) : [];
      }),
    );
    return new Map(found.flat());
  }
}

async function generationsAt(
  cluster: string,
  client: Pick<ClusterApi, "list">,
  path: string,
): Promise<(readonly [string, number | undefined])[]> {
  const objects = await client.list<KubeObject>(path).catch((error: Error) => {
    throw new RefusalError(unreadableRefusal(cluster, error.message));
  });
  return objects.map(({ metadata: { namespace, name, generation } }) => [
    routeName(cluster, namespace, name),
    generation,
  ]);
}
