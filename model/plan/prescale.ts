// Decides how many pods a version needs before its share of the traffic grows. Pure.

/** A version of one service, with its share of the service's traffic now and next. */
export interface VersionLoad {
  readonly version: string;
  /**
   * Shares in percent, 0 to 100: one entry for each split of the traffic, that is for each primary
   * cluster, and for each origin where those have weights of their own.
   */
  readonly shares: readonly { readonly from: number; readonly to: number }[];
  /** Ready pods now, by the name of each cluster that runs it or ran it. */
  readonly pods: ReadonlyMap<string, number>;
  /**
   * The limits of its autoscaler, by the name of each cluster that runs it; empty: its number is not
   * to be raised.
   */
  readonly limits: ReadonlyMap<string, ScaleLimits>;
}

/** How many pods a version may get in one cluster. */
export interface ScaleLimits {
  /** Fewest pods that it has anyway. */
  readonly min: number;
  /** Most pods that it may get beforehand; at least `min`. */
  readonly max: number;
}

/** The pods that a version gets in one cluster before its share grows. */
export interface Prescaled {
  readonly version: string;
  readonly cluster: string;
  /** Fewest pods, within the limits. */
  readonly min: number;
  /** What its new share needs, where that is more than the limits allow. */
  readonly wanted?: number;
}

/** Whether any split gives a version more than it has now. */
export function grows({ shares }: Pick<VersionLoad, "shares">): boolean {
  return shares.some(({ from, to }) => to > from);
}

/**
 * The pods that the growing versions of a service need before its traffic moves: of the pods that
 * carry the traffic now, the same share as of the traffic. An autoscaler would add them only when
 * the pods that are there are too busy already.
 *
 * - The pods that carry one percent now are counted on the versions whose share does not grow:
 *   so an update that broke off, and had raised the others already, comes to the same number.
 * - It is never more than the share of all pods that carry traffic: a version that keeps its fewest
 *   pods for one percent says little about the other 99.
 * - Where splits differ, the largest new share counts, and the mean of the present ones.
 * - Each cluster gets its part by the pods that it has of the service now.
 *
 * A service whose traffic no version has yet needs nothing beforehand.
 *
 * @param versions all versions of one service that get traffic now or next
 * @returns the numbers that are above the fewest pods of an autoscaler
 */
export function prescale(versions: readonly VersionLoad[]): Prescaled[] {
  const carriers = versions.filter((one) => mean(one) > 0);
  const steady = carriers.filter((one) => !grows(one));
  const perPercent = Math.min(density(steady), density(carriers));
  if (!Number.isFinite(perPercent)) return [];
  return versions.filter(grows).flatMap(({ version, shares, limits }) => {
    const share = Math.max(...shares.map(({ to }) => to));
    const parts = spread(perPercent * share, [...limits.keys()], carriers);
    return [...limits].flatMap(([cluster, { min, max }]): Prescaled[] => {
      const wanted = parts.get(cluster) ?? 0;
      const bounded = Math.min(wanted, Math.max(min, max));
      if (bounded <= min && wanted <= max) return [];
      return [{ version, cluster, min: Math.max(min, bounded), ...(wanted > max && { wanted }) }];
    });
  });
}

/** Pods of one percent of the traffic; infinite where these versions carry none. */
function density(versions: readonly VersionLoad[]): number {
  const share = versions.reduce((sum, one) => sum + mean(one), 0);
  const pods = versions.reduce((sum, one) => sum + podsIn(one), 0);
  return share > 0 ? pods / share : Number.POSITIVE_INFINITY;
}

/** A version's present share of all traffic, as far as it is known: splits count alike. */
function mean({ shares }: VersionLoad): number {
  return shares.reduce((sum, { from }) => sum + from, 0) / Math.max(1, shares.length);
}

function podsIn({ pods }: VersionLoad, cluster?: string): number {
  if (cluster !== undefined) return pods.get(cluster) ?? 0;
  return [...pods.values()].reduce((sum, one) => sum + one, 0);
}

/** Splits a number of pods over clusters by the pods that these have, or evenly. Rounds up. */
function spread(
  total: number,
  clusters: readonly string[],
  carriers: readonly VersionLoad[],
): ReadonlyMap<string, number> {
  const has = clusters.map((name) => carriers.reduce((sum, one) => sum + podsIn(one, name), 0));
  const all = has.reduce((sum, one) => sum + one, 0);
  return new Map(
    clusters.map((name, i) => {
      const part = all > 0 ? (has[i] ?? 0) / all : 1 / clusters.length;
      // Without the slack, 0.2 * 50 would round up to 11.
      return [name, Math.ceil(total * part - 1e-9)];
    }),
  );
}
