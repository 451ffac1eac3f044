// The form of a rollout's status: what `gray rollout status -o json` prints.
import type { Counts } from "../../../model/analysis/counts";
import type { ArgoPhase, Trouble } from "../../../model/analysis/evidence";
import type { Verdict } from "../../../model/analysis/verdict";
import type { ServiceWeights } from "../../../model/release/routing";
import type { Decision, Mark, Requeued, RolloutStatus } from "../../../model/rollout/record";

/** Grows when a key gets another meaning; new keys may come at any time. */
export const statusVersion = 1;

/** How a rollout stands, and what its clusters have. */
export interface StatusReport {
  readonly version: typeof statusVersion;
  readonly stack: string;
  readonly release: string;
  /** The time by the clock of the home cluster, as RFC 3339; all lengths of time end at it. */
  readonly now: string;
  /** Null: no rollout is recorded. */
  readonly rollout: RolloutReport | null;
  /** In the order of the stack. */
  readonly clusters: readonly ClusterReport[];
  /** What a person may do now, the most useful first. */
  readonly next: readonly NextCommand[];
}

/** A command line, and what it is for. */
export interface NextCommand {
  readonly command: string;
  readonly why: string;
}

/** The rollout that is recorded: the one that lives, or the last one. */
export interface RolloutReport {
  readonly id: string;
  readonly status: RolloutStatus;
  readonly home: string;
  readonly epoch: number;
  /** Who started it, and when. */
  readonly started: Mark;
  readonly endedAt: string | null;
  /** Null: no step has begun, or the rollout has ended. */
  readonly at: StepReport | null;
  /** Null: it has ended. */
  readonly waitsFor: WaitReport | null;
  readonly timeLeft: TimeLeft | null;
  /** Who holds it; null: nobody does. */
  readonly paused: Mark | null;
  /** The driver that holds the Lease; null: none does. */
  readonly driver: DriverReport | null;
  /** In the order in which they began. */
  readonly analyses: readonly AnalysisReport[];
  /** Whether the engine's state holds what the clusters have. */
  readonly recorded: boolean;
  readonly skipped: readonly Requeued[];
  /** Clusters that do not have yet what the end of the rollout gave the others. */
  readonly owed: readonly string[];
  /** The newest last. */
  readonly decisions: readonly Decision[];
}

/** A step of the whole sequence, with its place in it; all counts begin at 1. */
export interface StepReport {
  readonly number: number;
  readonly of: number;
  readonly wave: number;
  readonly waves: number;
  /** Which of the declared steps it is; null: none of them, but the goal or a soak. */
  readonly declared: number | null;
  /** In words, without a full stop. */
  readonly what: string;
  readonly clusters: readonly string[];
  readonly state: "decided" | "done";
  readonly since: string;
}

/** What a rollout waits for. */
export interface WaitReport {
  readonly kind: "analysis" | "driver" | "gate" | "promotion" | "proxies" | "resume" | "time";
  /** In words, without a full stop. */
  readonly what: string;
  readonly since: string;
  /** Null: it is not known. */
  readonly secondsLeft: number | null;
}

/** How long the rest of the plan takes by itself. */
export interface TimeLeft {
  /** The pauses and soaks that are left; steps and gates take what they take. */
  readonly seconds: number;
  /** How many more pauses end only when a person promotes. */
  readonly promotions: number;
  /** Seconds until the deadline; null: the plan has none. */
  readonly deadlineSeconds: number | null;
}

/** What an analysis has seen. */
export interface AnalysisReport {
  readonly name: string;
  /** The number of its step in the whole sequence, or of the last one that moved traffic before it. */
  readonly step: number;
  readonly background: boolean;
  /** Whether it watches the rollout now. */
  readonly active: boolean;
  readonly verdict: Verdict["verdict"];
  /** In words, without a full stop. */
  readonly why: string;
  /** What is missing to pass, or what would have passed; null: nothing, or it is not known. */
  readonly missing: string | null;
  /** Since when requests count. */
  readonly countsFrom: string;
  /** How many polls there were, and the last one of them that compared; null: none has. */
  readonly polls: number;
  readonly polledAt: string | null;
  /** Null: there is none, because it has ended or all its metrics are decided. */
  readonly nextPollAt: string | null;
  /** When it must have decided, and what follows if it has not; null: it has no such time. */
  readonly deadline: { readonly at: string; readonly then: "hold" | "abort" | "promote" } | null;
  /** Whether that time is over. */
  readonly inconclusive: boolean;
  /** The metrics servers that could not be asked in the last poll. */
  readonly away: readonly (Trouble & { readonly server: string })[];
  readonly metrics: readonly MetricReport[];
  /** Requests that reached no pod, by service: they are charged to the release. */
  readonly unreached: readonly UnreachedReport[];
  readonly templates: readonly TemplateReport[];
}

/** A metric that is compared. */
export interface MetricReport {
  /** `errors`, `latency`, or a name of the user's. */
  readonly metric: string;
  readonly service: string;
  /** The version that gains requests, and those that lose them. */
  readonly version: string;
  readonly beside: readonly string[];
  /** Requests of all polls, and how many of them were bad. */
  readonly counts: Counts;
  readonly countsBeside: Counts;
  /** Latency: an answer that took more milliseconds was slow; null: not fixed yet, or another metric. */
  readonly slowMs: number | null;
  /** Clusters of pods in which the version looks worse than elsewhere, by their ids in the mesh. */
  readonly suspects: readonly string[];
  readonly verdict: Verdict["verdict"];
  readonly why: string;
  readonly missing: string | null;
}

/** Requests of a service that reached no pod. */
export interface UnreachedReport {
  readonly service: string;
  /** All requests to the service, and those that reached none. */
  readonly counts: Counts;
  readonly verdict: Verdict["verdict"];
  readonly why: string;
}

/** A metric of a template at one metrics server. */
export interface TemplateReport {
  readonly template: string;
  readonly metric: string;
  readonly server: string;
  /** Whether it never counts. */
  readonly dryRun: boolean;
  readonly phase: ArgoPhase;
  /** What the last measurement gave; null: there was none, or an error. */
  readonly value: string | null;
  /** In words; null: there was no measurement. */
  readonly message: string | null;
}

/** A driver that goes on with the rollout. */
export interface DriverReport {
  readonly holder: string;
  readonly since: string;
  /** When its Lease ends unless it renews it. */
  readonly until: string;
}

/**
 * How a cluster stands: `current` has what the record says; `behind` does not; `away` can't be asked;
 * `skipped` waits for its steps until the last wave is through; `remote` has no routes; `free`: no
 * rollout lives, so that nothing is compared.
 */
export type ClusterState = "current" | "behind" | "away" | "skipped" | "remote" | "free";

/** A cluster of the stack. */
export interface ClusterReport {
  readonly name: string;
  readonly state: ClusterState;
  /** Why nothing or not all is known of it; null: all is. */
  readonly failure: string | null;
  /** Null: it is in none. */
  readonly wave: number | null;
  readonly services: readonly ServiceReport[];
}

/** A service in a cluster. */
export interface ServiceReport {
  readonly name: string;
  /** Weights that the live routes have; null: it has none, or they can't be read. */
  readonly live: ServiceWeights | null;
  /** Weights that the record says; null: the service is no part of a rollout. */
  readonly recorded: ServiceWeights | null;
  /** Weights at which the rollout ends. */
  readonly goal: ServiceWeights | null;
  readonly versions: readonly VersionReport[];
}

/** A version of a service in a cluster. */
export interface VersionReport {
  readonly name: string;
  /** Pods that are wanted and available; null: they can't be read. */
  readonly wanted: number | null;
  readonly available: number | null;
  /**
   * What metrics measured of callers in this cluster since the weights of now hold; null: nothing.
   * A cluster is known to metrics by its id in the mesh.
   */
  readonly measured: Measured | null;
}

/** Requests to a version, and to all versions of its service that it is compared with. */
export interface Measured {
  readonly requests: number;
  readonly of: number;
}
