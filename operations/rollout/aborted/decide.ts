/** Decides what the record of a rollout says after `gray abort`. Pure. */
import { planRelease } from "../../../model/plan/plan";
import { isPrimary } from "../../../model/release/cluster-role";
import type { Cluster } from "../../../model/release/cluster";
import type { Release } from "../../../model/release/release";
import { goalOf, podsOf } from "../../../model/rollout/goal";
import { lives, type Mark, type RolloutRecord } from "../../../model/rollout/record";
import type { RolloutSpec } from "../../../model/rollout/spec";
import { plainState } from "../../../model/rollout/state-at";
import type { ClusterWeights, FleetWeights } from "../../../model/rollout/state";
import { gainingVersions, templatesOf } from "../../../model/rollout/template-hash";
import type { AbortOutcome } from "../../abort/cluster";
import { begun, ended } from "../decide/transitions";
import { differencesOf } from "../overlay/same-goal";

/** An abort that has written what it could. */
export interface WrittenAbort {
  readonly release: Release & { readonly rollout: RolloutSpec };
  readonly clusters: readonly Cluster[];
  /** Of the primary clusters that were not left out. */
  readonly outcomes: readonly AbortOutcome[];
  /** Names of the clusters of which it is known whether they have a record, and which one. */
  readonly seen: ReadonlySet<string>;
  readonly mark: Mark;
  /** The id of a record that is made because there is none. */
  readonly id: string;
}

/**
 * The record after an abort: it ends the rollout in an epoch of its own, which no driver has. Clusters
 * that were not written are owed what the others have; where a rollout lived, all are.
 *
 * Where no record exists, it makes one: else the next update would find a rollout due to the weights
 * that the abort left.
 *
 * @param before the record that holds now
 * @returns undefined where nothing was read, or nothing had to be aborted
 */
export function recordAfterAbort(
  before: RolloutRecord | undefined,
  abort: WrittenAbort,
): RolloutRecord | undefined {
  const { clusters, outcomes, mark } = abort;
  const primaries = clusters.filter(isPrimary).map(({ name }) => name);
  const read = new Map(
    outcomes.flatMap((one) => (one.weights ? [[one.cluster, one.weights]] : [])),
  );
  const [model] = read.values();
  if (!model) return undefined;
  const fleet = (of: "before" | "after"): FleetWeights =>
    Object.fromEntries(primaries.map((name) => [name, (read.get(name) ?? model)[of]]));
  const [had, has] = [fleet("before"), fleet("after")];
  const wrote = outcomes.some(({ written }) => written.length > 0);
  if (!before && !(wrote && keepsGoal(abort))) return undefined;
  const record = before ?? made(abort, had, primaries);
  const failed = outcomes.flatMap((one) => (one.failure === undefined ? [] : [one.cluster]));
  // A driver that was slow may still write its step: each cluster is looked at once more.
  const mayMove = before !== undefined && lives(before);
  const owed = primaries.filter((name) => mayMove || !read.has(name) || failed.includes(name));
  const after = ended(record, "aborted", {
    ...{ mark, current: plainState(has), owed },
    what: "gray abort brought the requests back to the stable versions",
  });
  const more = unseen(abort, primaries) ? beyondTakeOvers : 1;
  return { ...after, epoch: record.epoch + more, revision: 0 };
}

/**
 * How far an abort goes beyond the epoch that it knows, where a cluster does not say which one it has:
 * more than drivers can have taken over there meanwhile, so that the abort holds when it is back.
 */
const beyondTakeOvers = 1000;

/** Whether a primary cluster did not say what it has of the record. */
function unseen({ seen }: WrittenAbort, primaries: readonly string[]): boolean {
  return primaries.some((name) => !seen.has(name));
}

/** A record for an abort beside which no rollout was recorded: its goal is the declared one. */
function made(
  { release, clusters, mark, id }: WrittenAbort,
  start: FleetWeights,
  primaries: readonly string[],
): RolloutRecord {
  const goal = goalOf(release, clusters);
  const { clusters: plans } = planRelease(release, clusters);
  const pods = plans.map(({ cluster, workloads }) => [cluster.name, podsOf(workloads)] as const);
  const about = {
    ...{ id, release: release.name, primaries, spec: release.rollout, start, goal },
    home: primaries[0] ?? "",
    pods: Object.fromEntries(pods),
    templates: templatesOf(plans, gainingVersions(start, goal)),
  };
  return begun(about, 0, mark);
}

/** Whether the file declares other weights than those that clusters have after an abort. */
export function keepsGoal({
  release,
  clusters,
  outcomes,
}: Pick<WrittenAbort, "clusters" | "outcomes"> & { readonly release: Release }): boolean {
  const has: FleetWeights = Object.fromEntries(
    outcomes.flatMap(({ cluster, weights }): [string, ClusterWeights][] =>
      weights ? [[cluster, weights.after]] : [],
    ),
  );
  return differencesOf(has, goalOf(release, clusters)).length > 0;
}
