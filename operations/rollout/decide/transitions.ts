/** The changes of a rollout's record: each gives the next record. Pure. */
import {
  recordFormat,
  type Decision,
  type Mark,
  type Requeued,
  type RolloutRecord,
  type RolloutStatus,
} from "../../../model/rollout/record";
import { sequenceOf, type Doing } from "../../../model/rollout/sequence";
import { plainState, stateAt } from "../../../model/rollout/state-at";
import type { FleetState } from "../../../model/rollout/state";
import { inWords } from "../../../model/problem";
import { doingText } from "../../../model/rollout/words";

/** What a rollout begins with. */
export type Beginning = Pick<
  RolloutRecord,
  | "id"
  | "release"
  | "home"
  | "primaries"
  | "spec"
  | "start"
  | "goal"
  | "pods"
  | "templates"
  | "losing"
>;

/**
 * The record of a rollout that begins.
 *
 * @param epoch above that of every record of the release before
 */
export function begun(about: Beginning, epoch: number, mark: Mark): RolloutRecord {
  return {
    format: recordFormat,
    ...about,
    ...{ epoch, revision: 0, requeued: [], owed: [], status: "running", recorded: true },
    at: { index: -1, from: -1, state: "done", since: mark.at },
    current: plainState(about.start),
    startedAt: mark.at,
    decisions: [{ ...mark, what: "the rollout began", event: "began" }],
  };
}

/** The record with one more write and its decision. */
export function changed(
  record: RolloutRecord,
  change: Partial<RolloutRecord>,
  mark: Mark,
  said: Omit<Decision, keyof Mark>,
): RolloutRecord {
  const { revision, decisions } = record;
  return {
    ...record,
    ...change,
    revision: revision + 1,
    decisions: [...decisions, { ...mark, ...said }],
  };
}

/** The record of a driver that goes on where another one ended. */
export function takenOver(record: RolloutRecord, mark: Mark, home = record.home): RolloutRecord {
  const said =
    home === record.home
      ? ({ what: "a driver took over", event: "driver" } as const)
      : ({ what: `${home} became the home of the rollout`, event: "home" } as const);
  return { ...changed(record, { home }, mark, said), epoch: record.epoch + 1, revision: 0 };
}

/** The record that goes to an action, before it is written. */
export function decidedOn(record: RolloutRecord, index: number, mark: Mark): RolloutRecord {
  const actions = sequenceOf(record);
  const action = actions[index]!;
  return changed(
    record,
    {
      at: { index, from: record.at.index, state: "decided", since: mark.at },
      current: stateAt(record, index, actions),
    },
    mark,
    {
      what: `step ${index + 1} of ${actions.length}: ${doingText(action.doing)}${placeText(action.clusters)}`,
      ...{ event: "step", action: index },
    },
  );
}

/** Actions after which requests go other ways. */
const moving: readonly Doing["kind"][] = ["weights", "goal", "header", "mirror"];

/** The record whose action is done. */
export function doneWith(record: RolloutRecord, mark: Mark, how: string): RolloutRecord {
  const { index, from } = record.at;
  const actions = sequenceOf(record);
  const { clusters, doing } = actions[index]!;
  const moved = clusters.length > 0 && moving.includes(doing.kind);
  const change = {
    at: { index, from, state: "done", since: mark.at },
    // Clusters that were skipped since have no part in it.
    current: stateAt(record, index, actions),
    ...(moved && { settled: { index, at: mark.at } }),
  } as const;
  return changed(record, change, mark, {
    what: `step ${index + 1} is done: ${how}`,
    event: "settled",
    action: index,
  });
}

/** The record whose action goes on without some clusters. */
export function skipped(
  record: RolloutRecord,
  clusters: readonly string[],
  mark: Mark,
): RolloutRecord {
  // Actions that a full promotion passed over were not seen either.
  const later = clusters.map((cluster): Requeued => ({
    cluster,
    from: record.at.from + 1,
    written: record.at.index,
  }));
  const requeued = [...record.requeued, ...later];
  const current = stateAt({ ...record, requeued }, record.at.index);
  const whose = clusters.length === 1 ? "its" : "their";
  const what = `${inWords(clusters)} can't be reached: ${whose} steps come after the last wave`;
  const said = { what, event: "skipped", action: record.at.index, clusters } as const;
  return changed(record, { requeued, current }, mark, said);
}

/**
 * The record of a rollout that ends.
 *
 * @param current what the clusters get
 * @param owed the clusters that do not have it yet
 */
export function ended(
  record: RolloutRecord,
  status: Exclude<RolloutStatus, "running">,
  about: {
    readonly mark: Mark;
    readonly what: string;
    readonly current: FleetState;
    readonly owed: readonly string[];
  },
): RolloutRecord {
  const { mark, what, current, owed } = about;
  const { held: _held, ...rest } = record;
  const change = { status, current, owed, endedAt: mark.at, recorded: false };
  return changed(rest, change, mark, { what, event: status });
}

/** The record of a rollout that goes back to the weights with which it began, in all clusters. */
export function backToStart(
  record: RolloutRecord,
  status: "aborted" | "failed" | "undone",
  mark: Mark,
  what: string,
): RolloutRecord {
  const current = plainState(record.start);
  return ended(record, status, { mark, what, current, owed: record.primaries });
}

/**
 * The record after an update gave versions that lose traffic other pods: what was counted before says
 * nothing of these.
 *
 * @param losing hashes of their templates, in the clusters of the update
 */
export function countedAnew(
  record: RolloutRecord,
  losing: Readonly<Record<string, string>>,
  mark: Mark,
): RolloutRecord {
  const names = otherPods(record, losing);
  const { settled } = record;
  const change = {
    losing: { ...record.losing, ...losing },
    ...(settled && { settled: { ...settled, at: mark.at } }),
  };
  const what = `${inWords(names)} got other pods: metrics count anew`;
  return changed(record, change, mark, { what, event: "pods" });
}

/** The versions that lose traffic and have other templates than the record says: `shop v1 in west`. */
export function otherPods(
  { losing: known = {} }: Pick<RolloutRecord, "losing">,
  losing: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(losing).flatMap(([key, hash]) => {
    const [cluster = "", service = "", version = ""] = key.split("/");
    const before = known[key];
    return before === undefined || before === hash ? [] : [`${service} ${version} in ${cluster}`];
  });
}

/** The record of an ended rollout whose clusters have what they were owed. */
export function settledOwed(
  record: RolloutRecord,
  clusters: readonly string[],
  mark: Mark,
): RolloutRecord {
  const owed = record.owed.filter((name) => !clusters.includes(name));
  const what = `traffic is back${placeText(clusters)}`;
  return changed(record, { owed }, mark, { what, event: "back", clusters });
}

/** The record that a person holds. */
export function heldBy(record: RolloutRecord, mark: Mark): RolloutRecord {
  return changed(record, { held: mark }, mark, { what: "the rollout was paused", event: "paused" });
}

/** The record that goes on. */
export function resumed({ held: _held, ...record }: RolloutRecord, mark: Mark): RolloutRecord {
  return changed(record, {}, mark, { what: "the rollout was resumed", event: "resumed" });
}

/**
 * The record that was promoted.
 *
 * @param full whether all later pauses, gates and steps are skipped, too
 */
export function promotedBy(record: RolloutRecord, mark: Mark, full: boolean): RolloutRecord {
  const promoted = { ...mark, index: record.at.index, full };
  const what = full
    ? "the rollout was promoted to its goal"
    : `step ${record.at.index + 1} was promoted`;
  return changed(record, { promoted }, mark, { what, event: "promoted", action: record.at.index });
}

function placeText(clusters: readonly string[]): string {
  return clusters.length === 0 ? "" : ` in ${inWords(clusters)}`;
}
