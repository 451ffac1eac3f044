/** Puts the status of a rollout together from its record and from what clusters have. Pure. */
import { isPrimary } from "../../../model/release/cluster-role";
import type { Cluster } from "../../../model/release/cluster";
import { seconds as secondsIn } from "../../../model/release/duration";
import { timesOf } from "../../../model/rollout/outline";
import { lives, type RolloutRecord } from "../../../model/rollout/record";
import { sequenceOf, type Action } from "../../../model/rollout/sequence";
import type { ClusterWeights } from "../../../model/rollout/state";
import { equalWeights } from "../../../model/rollout/weights";
import { doingText } from "../../../model/rollout/words";
import { analysisReports } from "./analyses";
import { isoTime } from "../iso-time";
import { measuredShares, type MeasuredShare } from "./measured";
import { nextCommands } from "./next";
import {
  statusVersion,
  type StepReport,
  type ClusterReport,
  type ClusterState,
  type DriverReport,
  type RolloutReport,
  type ServiceReport,
  type StatusReport,
  type VersionReport,
} from "./report";
import { waitOf } from "./wait";

/** Pods of a version in a cluster. */
export interface ObservedPods extends Omit<VersionReport, "measured"> {
  readonly service: string;
}

/** What one cluster of the stack has. */
export interface ObservedCluster {
  readonly cluster: Cluster;
  /** Why nothing or not all is known of it. */
  readonly failure?: string;
  /** The weights of its routes; left out for a remote cluster, and where they can't be read. */
  readonly weights?: ClusterWeights;
  /** Of the versions that run there. */
  readonly pods: readonly ObservedPods[];
}

/** What a status follows from. */
export interface StatusQuestion {
  readonly stack: string;
  readonly release: string;
  /** By the clock of the home cluster, in milliseconds since 1970. */
  readonly nowMs: number;
  /** The record that holds; left out: there is none. */
  readonly record?: RolloutRecord;
  /** The driver whose Lease is not over. */
  readonly driver?: DriverReport;
  readonly clusters: readonly ObservedCluster[];
}

/** The status of a rollout. */
export function statusOf(question: StatusQuestion): StatusReport {
  const { stack, release, nowMs, record, clusters } = question;
  const rollout = record ? rolloutReport(record, question) : null;
  const measured = record ? measuredShares(record) : () => null;
  return {
    version: statusVersion,
    ...{ stack, release, now: isoTime(nowMs), rollout },
    clusters: clusters.map((one) => clusterReport(one, record, measured)),
    next: nextCommands(stack, rollout),
  };
}

function rolloutReport(
  record: RolloutRecord,
  { nowMs, driver }: Pick<StatusQuestion, "nowMs" | "driver">,
): RolloutReport {
  const actions = sequenceOf(record);
  const alive = lives(record);
  const { id, status, home, epoch, recorded, requeued, owed, decisions, held } = record;
  const first = decisions[0];
  return {
    ...{ id, status, home, epoch },
    started: { by: first?.by ?? "unknown", at: record.startedAt },
    endedAt: record.endedAt ?? null,
    at: alive ? stepReport(record, actions) : null,
    waitsFor: alive ? waitOf(record, { nowMs, driven: driver !== undefined }) : null,
    timeLeft: alive ? timeLeft(record, actions, nowMs) : null,
    ...{
      paused: held ?? null,
      driver: driver ?? null,
      analyses: analysisReports(record, nowMs),
      recorded,
      skipped: requeued,
      owed,
      decisions,
    },
  };
}

function stepReport(record: RolloutRecord, actions: readonly Action[]): StepReport | null {
  const { index, state, since } = record.at;
  const action = actions[index];
  if (!action) return null;
  return {
    ...{ number: index + 1, of: actions.length, wave: action.wave + 1 },
    waves: (actions.at(-1)?.wave ?? 0) + 1,
    declared: action.step === undefined ? null : action.step + 1,
    what: doingText(action.doing),
    ...{ clusters: action.clusters, state, since },
  };
}

function timeLeft(
  { at, spec, startedAt }: RolloutRecord,
  actions: readonly Action[],
  nowMs: number,
): RolloutReport["timeLeft"] {
  const isBegun = at.state === "decided";
  const { seconds, promotions } = timesOf(actions.slice(isBegun ? at.index : at.index + 1));
  const doing = actions[at.index]?.doing;
  const lasts = doing?.kind === "pause" || doing?.kind === "soak" ? (doing.seconds ?? 0) : 0;
  const passed = isBegun ? Math.min(lasts, (nowMs - Date.parse(at.since)) / 1000) : 0;
  const ends = spec.deadline === undefined ? undefined : secondsIn(spec.deadline);
  return {
    seconds: Math.max(0, Math.round(seconds - passed)),
    promotions,
    deadlineSeconds:
      ends === undefined ? null : Math.round(ends - (nowMs - Date.parse(startedAt)) / 1000),
  };
}

function clusterReport(
  observed: ObservedCluster,
  record: RolloutRecord | undefined,
  measured: MeasuredShare,
): ClusterReport {
  const { cluster, failure, weights, pods } = observed;
  const { name } = cluster;
  const current = record?.current.weights[name]?.services ?? {};
  const goal = record?.goal[name]?.services ?? {};
  const names = [
    ...Object.keys(weights?.services ?? {}),
    ...pods.map(({ service }) => service),
    ...Object.keys(current),
  ];
  const services = [...new Set(names)].map((service): ServiceReport => ({
    name: service,
    live: weights?.services[service] ?? null,
    recorded: current[service] ?? null,
    goal: goal[service] ?? null,
    versions: pods
      .filter((one) => one.service === service)
      .map(({ service: _, ...version }) => ({
        ...version,
        measured: measured(name, service, version.name),
      })),
  }));
  const state = clusterState(observed, record);
  return { name, state, failure: failure ?? null, wave: waveOf(name, record), services };
}

function clusterState(
  { cluster, failure, weights }: ObservedCluster,
  record: RolloutRecord | undefined,
): ClusterState {
  if (failure !== undefined && !weights) return "away";
  if (!isPrimary(cluster)) return "remote";
  const { name } = cluster;
  const known = record?.current.weights[name];
  if (!record || !known || !(lives(record) || record.owed.includes(name))) return "free";
  if (lives(record) && isSkipped(name, record)) return "skipped";
  return weights && holds(weights, known) ? "current" : "behind";
}

/** Whether the actions of its own wave have passed a cluster by, and those after it have not begun. */
function isSkipped(cluster: string, record: RolloutRecord): boolean {
  const actions = sequenceOf(record);
  const own = actions.findLastIndex(({ clusters }) => clusters.includes(cluster));
  const requeued = record.requeued.some((one) => one.cluster === cluster);
  return requeued && actions[own]?.wave !== actions[record.at.index]?.wave;
}

function holds(live: ClusterWeights, wanted: ClusterWeights): boolean {
  const services = Object.entries(wanted.services).every(([service, weights]) => {
    const there = live.services[service];
    return there !== undefined && equalWeights(there, weights);
  });
  return (
    services &&
    Object.entries(wanted.lanes).every(([lane, percent]) => (live.lanes[lane] ?? 0) === percent)
  );
}

/** The declared wave of a cluster, also where it was skipped; counts begin at 1. */
function waveOf(cluster: string, record: RolloutRecord | undefined): number | null {
  if (!record) return null;
  const own = sequenceOf({ ...record, requeued: [] }).find(({ clusters }) =>
    clusters.includes(cluster),
  );
  return own ? own.wave + 1 : null;
}
