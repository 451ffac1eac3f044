// The record of a rollout: what was decided, by whom, and what the clusters have because of it.
import type { Analysis } from "../analysis/evidence";
import type { RolloutSpec } from "./spec";
import type { FleetState, FleetWeights } from "./state";

/** The form of the record; a program that does not know it refuses to go on. */
export const recordFormat = 1;

/** How a rollout stands. All but `running` are its end. */
export type RolloutStatus = "running" | "done" | "aborted" | "failed" | "undone";

/**
 * One rollout of a release. Each primary cluster has a copy in the ConfigMap `gray-rollout-<release>`;
 * that of the cluster `home` is the truth, unless another copy has a higher epoch.
 */
export interface RolloutRecord {
  readonly format: typeof recordFormat;
  /** Unique among the rollouts of the release. */
  readonly id: string;
  readonly release: string;
  /** Grows when another driver takes over, and with each abort: the highest one holds. */
  readonly epoch: number;
  /** Grows with each write in an epoch. */
  readonly revision: number;
  /** Name of the cluster whose copy is the truth. */
  readonly home: string;
  /** Names of all primary clusters, in their order. */
  readonly primaries: readonly string[];
  /** The plan as it was declared when the rollout began. */
  readonly spec: RolloutSpec;
  /** The weights when it began, and those at which it ends. */
  readonly start: FleetWeights;
  readonly goal: FleetWeights;
  /**
   * Pods of the versions that gain traffic, as declared when it began; a version whose number an
   * autoscaler or another owner decides is left out.
   */
  readonly pods: FleetState["scale"];
  /** Hashes of the pod templates of versions that gain traffic, by `<cluster>/<service>/<version>`. */
  readonly templates: Readonly<Record<string, string>>;
  /**
   * The same of versions that lose traffic: an update may change them, and then metrics count anew.
   * Left out: a gray-release began the rollout that knew no analyses.
   */
  readonly losing?: Readonly<Record<string, string>>;
  /** Clusters that were skipped, with the index of the action at which that was. */
  readonly requeued: readonly Requeued[];
  readonly status: RolloutStatus;
  readonly at: Position;
  /** What the clusters have, or get as soon as they are written. */
  readonly current: FleetState;
  /** Names of the clusters that do not have `current` yet, after an end. */
  readonly owed: readonly string[];
  /** Left out: nobody holds it. */
  readonly held?: Mark;
  /** The last promotion; it counts for the action with its index, or for all where it is full. */
  readonly promoted?: Mark & { readonly index: number; readonly full: boolean };
  /** Whether the engine's state holds what the clusters have. */
  readonly recorded: boolean;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Every decision, the newest last; see {@link Decision}. */
  readonly decisions: readonly Decision[];
  /**
   * The last action that moved traffic and is done, and since when requests can be counted, as
   * RFC 3339: proxies had taken it, and versions that lose traffic had the pods of now. Left out: none
   * has.
   */
  readonly settled?: { readonly index: number; readonly at: string };
  /** What receivers of notifications were told. Left out: nobody was told anything. */
  readonly notified?: readonly Notified[];
  /** What the analyses saw, the newest last. @default none has been asked yet */
  readonly analyses?: readonly Analysis[];
}

/** Where a rollout stands in its sequence of actions. */
export interface Position {
  /** Index of an action; -1 before the first one. */
  readonly index: number;
  /** Index of the action that was done before it: a full promotion passes others over. */
  readonly from: number;
  /** `decided`: it may be written already; `done`: proxies acknowledged it, or its time is over. */
  readonly state: "decided" | "done";
  /** When it came to this state, as RFC 3339 by the clock of home. */
  readonly since: string;
}

/** A cluster that waits for its steps until the last wave is through. */
export interface Requeued {
  readonly cluster: string;
  /** Index of the first action that it has not seen. */
  readonly from: number;
  /** Index of the action that may be written there, in part or whole: it was on its way. */
  readonly written: number;
}

/** What one receiver of notifications was told. */
export interface Notified {
  /** Name of the receiver. */
  readonly receiver: string;
  /** Events with their numbers, such as `step.3`: of each event the last one. */
  readonly events: readonly string[];
}

/** Who did something, and when. */
export interface Mark {
  readonly by: string;
  /** As RFC 3339. */
  readonly at: string;
  readonly why?: string;
}

/** One decision of a driver, or of a person. */
export interface Decision extends Mark {
  /** What was decided, in a sentence without a full stop. */
  readonly what: string;
  /** Its kind, for programs. Left out: an older gray-release wrote it. */
  readonly event?: DecisionEvent;
  /** Index of the action that it is about. Left out: the whole rollout. */
  readonly action?: number;
  /** The clusters that it is about. Left out: all of the action, or of the rollout. */
  readonly clusters?: readonly string[];
}

/** The kinds of decisions. */
export const decisionEvents = [
  "began",
  /** An action is about to be written. */
  "step",
  /** Proxies acknowledged an action, or its time is over, or its gate passed. */
  "settled",
  "skipped",
  "promoted",
  "paused",
  "resumed",
  /** Another driver went on. */
  "driver",
  /** Another cluster became the home. */
  "home",
  ...(["done", "aborted", "failed", "undone"] as const),
  /** Clusters got the weights that the end owed them. */
  "back",
  /** Versions that lose traffic got other pods. */
  "pods",
] as const;

/** The kind of a decision. */
export type DecisionEvent = (typeof decisionEvents)[number];

/** Whether a rollout goes on: only then it holds the weights of its clusters. */
export function lives({ status }: Pick<RolloutRecord, "status">): boolean {
  return status === "running";
}

/**
 * The record that holds among the copies that clusters have. The end of a rollout is final: of two
 * copies of one rollout, one that ended holds, even where the cluster in which it was aborted knew an
 * older epoch. Else the highest epoch holds, and in it the highest revision.
 */
export function newest(records: readonly RolloutRecord[]): RolloutRecord | undefined {
  const byRollout = new Map<string, RolloutRecord>();
  for (const one of records) {
    const known = byRollout.get(one.id);
    if (!known || rank(one, known) > 0) byRollout.set(one.id, one);
  }
  return [...byRollout.values()].sort((a, b) => byEpoch(b, a))[0];
}

function rank(one: RolloutRecord, other: RolloutRecord): number {
  return Number(lives(other)) - Number(lives(one)) || byEpoch(one, other);
}

function byEpoch(one: RolloutRecord, other: RolloutRecord): number {
  return (
    one.epoch - other.epoch ||
    one.revision - other.revision ||
    one.startedAt.localeCompare(other.startedAt)
  );
}
