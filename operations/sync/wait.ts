/** Waits until the proxies of all primary clusters have taken a stage. */
import { StaleError, type AskedCluster, type Clients, type SyncLimit, type Synced } from "./asked";
import { IstiodWait } from "./istiod-wait";
import { behindText } from "./messages";
import type { SyncScope } from "./store";
import { allowedStragglers, countOf } from "./stragglers";

/**
 * Waits until every istiod has what its API server has and every proxy that it concerns has taken
 * it, except as many as may be left behind.
 *
 * @param everywhere clients of all clusters of the release, for their endpoints
 * @throws StaleError after the time limit
 * @throws Error where an API server or an istiod does not answer
 */
export async function untilSynced(
  primaries: readonly AskedCluster[],
  everywhere: Clients,
  scope: SyncScope,
  limit: SyncLimit,
): Promise<Synced> {
  const waits = primaries.flatMap((cluster) =>
    cluster.istiods.map((istiod) => new IstiodWait(istiod, cluster, everywhere, scope, limit)),
  );
  for (;;) {
    const ends = await Promise.all(waits.map((wait) => wait.run()));
    // A proxy may have gone from an istiod that was still waiting to one that was not any more.
    if (waits.length > 1 && ends.some(({ looks }) => looks > 1)) continue;
    if (scope.needed.length === 0) return { behind: [] };
    const proxies = ends.reduce((sum, end) => sum + (end.proxies ?? 0), 0);
    const behind = ends.flatMap((end) => end.behind);
    return notStale({ proxies, behind, listed: waits.map(({ listed }) => listed) }, limit);
  }
}

/** @throws StaleError where more proxies are behind than may be left */
export function notStale(
  synced: Synced,
  { seconds, stragglers = 0 }: Pick<SyncLimit, "seconds" | "stragglers">,
): Synced {
  const { proxies = 0, behind } = synced;
  const count = countOf(behind);
  if (count <= allowedStragglers(stragglers, proxies)) return synced;
  throw new StaleError(seconds, behind.map(behindText), count);
}
