/** What a driver of a rollout asks, and what it is told to do. */
import type { Verdict } from "../../../model/analysis/verdict";
import type { Action } from "../../../model/rollout/sequence";
import type { RolloutRecord } from "../../../model/rollout/record";
import type { FleetState } from "../../../model/rollout/state";
import type { Poll } from "../analysis/question";

/** What became of one cluster when an action was written. */
export type ClusterOutcome =
  /** It has the routes, and its proxies acknowledged them. */
  | { readonly kind: "taken" }
  /** It can't be reached. */
  | { readonly kind: "away"; readonly why: string }
  /** Another field manager wrote its routes: they are neither as before nor as after the action. */
  | { readonly kind: "foreign"; readonly why: string }
  /** It is not so far: proxies have not acknowledged, or pods are not ready. */
  | { readonly kind: "late"; readonly why: string };

/** Outcomes by the names of clusters. */
export type Outcomes = ReadonlyMap<string, ClusterOutcome>;

/** What a gate says. `hold`: nothing is known yet, ask again. */
export type GateVerdict = Pick<Verdict, "verdict" | "why">;

/** A driver's question. */
export interface Question {
  readonly record: RolloutRecord;
  /** The time by the clock of home, in milliseconds. */
  readonly nowMs: number;
  /** Who drives, for the record. */
  readonly by: string;
  /** What became of the action at which the record stands. @default it was not written yet */
  readonly outcomes?: Outcomes;
  /** What the gate said at which the record stands. @default it was not asked yet */
  readonly verdict?: GateVerdict;
  /** Ids of the metrics servers. @default none is known */
  readonly servers?: readonly string[];
  /** Whether the record holds polls that are not saved yet. @default false */
  readonly unsaved?: boolean;
}

/** What a rollout waits for. */
export type Waiting =
  | { readonly for: "time"; readonly untilMs: number }
  /** `gray rollout promote`. */
  | { readonly for: "promotion" }
  /** `gray rollout resume`. */
  | { readonly for: "resume"; readonly by: string }
  | { readonly for: "clusters"; readonly names: readonly string[]; readonly why: string }
  | { readonly for: "proxies"; readonly names: readonly string[]; readonly why: string }
  | { readonly for: "gate"; readonly name: string; readonly why: string }
  | {
      readonly for: "analysis";
      readonly name: string;
      /** What its metrics say so far. */
      readonly why: string;
      /** What is missing to pass. Left out: nothing is known of it. */
      readonly missing?: string;
      /** Whether its time is over, so that it passes late or by a person. */
      readonly inconclusive: boolean;
    };

/** What a driver does next. */
export type Next =
  /** Writes the record at home, if nobody wrote it meanwhile; then copies it. */
  | { readonly do: "save"; readonly record: RolloutRecord }
  /** Writes the routes of clusters, and waits until their proxies acknowledged them. */
  | {
      readonly do: "write";
      readonly clusters: readonly string[];
      /** The states that these clusters may have now. */
      readonly before: readonly FleetState[];
      readonly next: FleetState;
      /** Whether pods change, too, so that the engine has to do it. */
      readonly engine: boolean;
    }
  /** Writes the routes of clusters at once: the way back. */
  | {
      readonly do: "take back";
      readonly clusters: readonly string[];
      /** The states that these clusters may have now. */
      readonly before: readonly FleetState[];
      readonly next: FleetState;
    }
  | { readonly do: "ask"; readonly action: Action }
  /** Asks the metrics servers. */
  | { readonly do: "measure"; readonly polls: readonly Poll[] }
  | { readonly do: "wait"; readonly waiting: Waiting }
  /** Lets the engine record in its state what the clusters have. */
  | { readonly do: "record" }
  /** Ends without a change: a person has to look. */
  | { readonly do: "stop"; readonly why: string }
  | { readonly do: "end" };
