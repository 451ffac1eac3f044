/** What a look at a rollout tells to somebody who has seen the looks before it. Pure. */
import type { StatusReport } from "./report";

/** Since when clusters were seen to be away, by name, as RFC 3339. */
export type AwaySince = Readonly<Record<string, string>>;

/** The clusters that are away now, each since the first look at which it was. */
export function awaySince(before: AwaySince, { clusters, now }: StatusReport): AwaySince {
  const away = clusters.filter(({ state }) => state === "away");
  return Object.fromEntries(away.map(({ name }) => [name, before[name] ?? now]));
}

/**
 * A look at which no record was found, because clusters did not tell theirs, beside the rollout that
 * was seen before: it goes on, as far as is known.
 *
 * @param complete whether every primary cluster told what it has of the record
 */
export function withRollout(
  report: StatusReport,
  complete: boolean,
  before: StatusReport | undefined,
): StatusReport {
  const isLost = report.rollout === null && !complete && before?.rollout?.endedAt === null;
  return isLost ? { ...report, rollout: before.rollout, next: before.next } : report;
}
