/** Decides which weights an update writes where a rollout is declared. Pure. */
import { formatPath, type Problem } from "../../../model/problem";
import { lives, newest, type RolloutRecord } from "../../../model/rollout/record";
import { plainState } from "../../../model/rollout/state-at";
import type { FleetState, FleetWeights } from "../../../model/rollout/state";
import type { Copy, UnknownCopy } from "../record/copy";
import { lackedVersions, otherGoal, primariesOf, type DeclaredRollout } from "./one-goal";
import { declaredGoal, differencesOf, hasSameGoal, type Difference } from "./same-goal";
import { usedWeights, type LiveFleet } from "./used-weights";

/** What an update of a release with a rollout read before it touches anything. */
export interface OverlayQuestion extends DeclaredRollout, Pick<LiveFleet, "live" | "notes"> {
  /** What the primary clusters that were asked have of the record. */
  readonly copies: readonly Copy[];
  /** Why the weights of other clusters that were asked could not be read, by name. */
  readonly unseen: ReadonlyMap<string, string>;
}

/** How the weights that an update writes stand to those that the release declares. */
export type Standing =
  /** They are these. */
  | { readonly kind: "reached" }
  /** A rollout that runs moves them; the update moves none. */
  | { readonly kind: "runs"; readonly record: RolloutRecord }
  /** A rollout to these ended without reaching them; it is not due again. */
  | { readonly kind: "ended"; readonly record: RolloutRecord; readonly open: readonly Difference[] }
  /** A rollout is due. */
  | { readonly kind: "due"; readonly open: readonly Difference[] };

/** What an update writes in place of what the release declares. */
export interface Overlay {
  readonly state: FleetState;
  /**
   * Whether the record says that a rollout runs although no cluster has routes of it, as after
   * `pulumi destroy`. The update ends it before it makes routes.
   */
  readonly orphaned: boolean;
  /** The record that holds; left out where no cluster has one. */
  readonly record?: RolloutRecord;
  readonly standing: Standing;
}

/**
 * Decides. While a rollout runs, its record holds; a cluster that an ended one still owes something
 * gets that. All other weights are those that the clusters have ({@link usedWeights}).
 *
 * @returns every reason for which the update must not begin, in place of an overlay
 */
export function decideOverlay(
  question: OverlayQuestion,
): Overlay | { readonly problems: readonly Problem[] } {
  const { copies } = question;
  const found = newest(copies.flatMap((one) => (one.kind === "record" ? [one.record] : [])));
  const orphaned = found !== undefined && lives(found) && isOrphaned(found, question);
  const record = orphaned ? undefined : found;
  const runs = record !== undefined && lives(record);
  const used = usedWeights(question);
  const state = record ? overRecord(record, used) : plainState(used);
  // A service that came later is no part of the rollout, and has what it got then.
  const beside = runs ? besideOf(record, question) : [];
  const problems = [
    ...unreadable(question),
    ...(runs
      ? otherGoal(record, question, beside)
      : lackedVersions([state.weights], question, false)),
  ];
  if (problems.length > 0) return { problems };
  const standing = standingOf(record, state, question);
  return { state, orphaned, ...(found && { record: found }), standing };
}

/** Whether every primary cluster was read and none has a route of the services of a rollout. */
function isOrphaned({ goal }: RolloutRecord, { plan, live }: OverlayQuestion): boolean {
  const moved = new Set(Object.values(goal).flatMap(({ services }) => Object.keys(services)));
  return primariesOf(plan).every((name) => {
    const here = live.get(name);
    return here && Object.keys(here.weights.services).every((service) => !moved.has(service));
  });
}

/** What a record gives the clusters that it holds, over the weights that all have. */
function overRecord(record: RolloutRecord, used: FleetWeights): FleetState {
  const { current, owed } = record;
  const holds = (cluster: string) => lives(record) || owed.includes(cluster);
  const pick = <T>(all: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(all).filter(([cluster]) => holds(cluster)));
  const weights = Object.entries(used).map(([cluster, own]) => {
    const recorded = holds(cluster) ? current.weights[cluster] : undefined;
    if (!recorded) return [cluster, own] as const;
    const services = { ...own.services, ...recorded.services };
    return [cluster, { services, lanes: { ...own.lanes, ...recorded.lanes } }] as const;
  });
  return {
    weights: Object.fromEntries(weights),
    routes: pick(current.routes),
    scale: pick(current.scale),
  };
}

/** What the update would move beside a rollout that runs: such a change is a second goal. */
function besideOf({ goal }: RolloutRecord, { plan, live }: OverlayQuestion): Difference[] {
  const weights = [...live].map(([cluster, one]) => [cluster, one.weights] as const);
  const open = differencesOf(Object.fromEntries(weights), declaredGoal(plan));
  return open.filter((one) =>
    "service" in one
      ? goal[one.cluster]?.services[one.service] === undefined
      : goal[one.cluster]?.lanes[one.lane] === undefined,
  );
}

function standingOf(
  record: RolloutRecord | undefined,
  { weights }: FleetState,
  { plan }: OverlayQuestion,
): Standing {
  if (record && lives(record)) return { kind: "runs", record };
  const open = differencesOf(weights, declaredGoal(plan));
  if (open.length === 0) return { kind: "reached" };
  const ended = record !== undefined && record.status !== "done";
  if (ended && hasSameGoal(record, plan, open)) return { kind: "ended", record, open };
  return { kind: "due", open };
}

/** Why what clusters have is not known. */
function unreadable({ copies, unseen, locate }: OverlayQuestion): Problem[] {
  const path = formatPath(locate(["rollout"]));
  const unknown = copies.flatMap((one): Problem[] =>
    one.kind === "record" || one.kind === "none" ? [] : [unknownCopy(one, path)],
  );
  const unseenText = [...unseen].map(([cluster, why]): Problem => ({
    ...{ code: "GR536", path },
    given: `routes of ${cluster} that the update can't read: ${why}`,
    allowed: "primary clusters whose weights the update can read, because it keeps them",
    fix: "grant the rights that `npx gray rbac` prints, or update again when the cluster answers",
  }));
  return [...unknown, ...unseenText];
}

/** Why an update must not begin where the record of a cluster is not known. */
export function unknownCopy({ kind, cluster, why }: UnknownCopy, path: string): Problem {
  return {
    ...{ code: "GR535", path },
    given: `a record in ${cluster} that the update can't read: ${why}`,
    allowed: "primary clusters whose record of a rollout the update can read",
    fix: fixes[kind](cluster),
  };
}

const fixes: Readonly<Record<UnknownCopy["kind"], (cluster: string) => string>> = {
  away: (cluster) => `update again when ${cluster} answers`,
  forbidden: () => "grant the rights that `npx gray rbac` prints",
  unreadable: () =>
    "update with the version of gray-release that wrote the record, or mend it by hand",
};
