/** Keeps an update from moving routes that another field manager wrote meanwhile. */
import { isRouteKind } from "../../model/kinds";
import { listPath } from "../../kubernetes/object-path";
import type { ReachedCluster } from "../clusters/reached";
import { abortedKey } from "../abort/mark";
import { RefusalError } from "../refusal";
import { resultOf } from "../result";
import {
  routeName,
  unreadableRefusal,
  writtenRefusal,
  writtenSince,
  type Generations,
} from "./decide";
import { releaseRoutes, type LiveRoutes } from "./release-routes";

type GuardedCluster = Pick<ReachedCluster, "cluster" | "client" | "objects" | "plan">;

/**
 * Remembers the routes of all clusters at the beginning of an update, and compares them before
 * routes move: what `gray abort` wrote must hold against an update that waits for pods.
 */
export class RouteGuard {
  private readonly atFirst: Promise<Generations>;

  constructor(private readonly reached: readonly GuardedCluster[]) {
    this.atFirst = this.generations();
    // `check` awaits it; until then its failure must not count as unhandled.
    this.atFirst.catch(() => undefined);
  }

  /**
   * @throws RefusalError that names the routes that were written since, or every cluster whose
   * routes can't be read
   */
  async check(): Promise<void> {
    const refusal = writtenRefusal(await this.written());
    if (refusal !== undefined) throw new RefusalError(refusal);
  }

  /**
   * The routes that were written since, by {@link routeName}.
   *
   * @throws RefusalError that names every cluster whose routes can't be read
   */
  async written(): Promise<string[]> {
    return writtenSince(await this.atFirst, await this.generations());
  }

  private async generations(): Promise<Generations> {
    const found = await Promise.all(
      this.reached.map(async (one) => ({
        cluster: one.cluster.name,
        read: await resultOf(generationsIn(one)),
      })),
    );
    const unread = found.flatMap(({ cluster, read }) =>
      read.ok ? [] : [`cluster ${cluster}: ${read.failure}`],
    );
    if (unread.length > 0) throw new RefusalError(unreadableRefusal(unread));
    return new Map(found.flatMap(({ read }) => (read.ok ? read.value : [])));
  }
}

async function generationsIn(one: GuardedCluster): Promise<(readonly [string, string])[]> {
  const { cluster, client, objects } = one;
  if (!client) return [];
  const routes = objects.filter(({ kind }) => isRouteKind(kind));
  const paths = new Set(routes.map((route) => listPath(route)));
  const live = await Promise.all([...paths].map((path) => client.list<LiveRoutes>(path)));
  return releaseRoutes(live.flat(), one).map(
    ({ metadata: { namespace, name, generation, annotations } }) => [
      routeName(cluster.name, namespace, name),
      `${generation} ${annotations?.[abortedKey] ?? ""}`,
    ],
  );
}
