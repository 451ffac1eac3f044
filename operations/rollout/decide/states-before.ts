/** The states in which a driver, or an abort, may find clusters. Pure. */
import type { Requeued, RolloutRecord } from "../../../model/rollout/record";
import { stateAt } from "../../../model/rollout/state-at";
import type { FleetState } from "../../../model/rollout/state";

/** The states in which the end of a rollout may find clusters: its last action may be half written. */
export function statesBefore(record: RolloutRecord, clusters: readonly string[]): FleetState[] {
  const { index, from } = record.at;
  const last = [index, from].map((one) => stateAt(record, one));
  return [...last, ...halfwayStates(record, clusters)];
}

/** The states of clusters that were skipped while an action was on its way. */
export function halfwayStates(record: RolloutRecord, clusters: readonly string[]): FleetState[] {
  const late = record.requeued.filter(({ cluster }) => clusters.includes(cluster));
  return late.map((one) => stateAt(without(record, one), one.written));
}

/** The record before a cluster was skipped. */
function without(record: RolloutRecord, skip: Requeued): RolloutRecord {
  return { ...record, requeued: record.requeued.filter((one) => one !== skip) };
}
