// What is kept of single polls: the record of a rollout has a limit.
import type { Point } from "./evidence";
import { merged } from "./strata";

/** So many of the newest polls stay single. */
const single = 10;

/** So many points at most hold the older ones. */
const older = 100;

/**
 * Points with one more poll. Where there are too many, the two old neighbours with the fewest polls
 * become one, so that all old points come to hold about as many; no request is lost or counted twice.
 */
export function withPoint(points: readonly Point[], point: Point): Point[] {
  return merging([...points, point], single + older);
}

/**
 * At most so many points, the newest last: older ones become one as in {@link withPoint}; where there
 * is not even room for the polls that stay single, only the newest points are left.
 */
export function fewerPoints(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  return most > single ? merging(points, most) : points.slice(points.length - most);
}

function merging(points: readonly Point[], most: number): Point[] {
  const all = [...points];
  while (all.length > most) {
    const last = all.length - single - 1;
    let at = 0;
    for (let i = 1; i < last; i++) if (pollsOf(all, i) < pollsOf(all, at)) at = i;
    const [one, next] = [all[at]!, all[at + 1]!];
    all.splice(at, 2, {
      at: next.at,
      polls: one.polls + next.polls,
      tallies: merged([...one.tallies, ...next.tallies]),
    });
  }
  return all;
}

function pollsOf(points: readonly Point[], at: number): number {
  return points[at]!.polls + points[at + 1]!.polls;
}
