// What the page of a rollout shows, as data; `page/` makes HTML of it.
import type { Counts } from "../../../model/analysis/counts";
import type { Decision } from "../../../model/rollout/record";
import type { Standing } from "../../../model/rollout/course/plan";
import type { Both } from "../../../model/rollout/course/requests";
import type { AnalysisReport, ClusterState, NextCommand } from "../status/report";

/** Text in which times stand apart, so that a browser can show them in the time of its user. */
export type Said = readonly (string | { readonly at: string })[];

/** How good the news are: colour and sign of the page's head. */
export type Tone = "good" | "bad" | "running" | "waiting" | "plan";

/** A page. */
export interface PageModel {
  readonly title: string;
  readonly release: string;
  /** Null: the plan of a file that no stack has. */
  readonly stack: string | null;
  /** Id of the rollout; null: it is a plan, or none is recorded. */
  readonly id: string | null;
  /** When it was made, as RFC 3339 by the clock of the home cluster; null: no time matters. */
  readonly madeAt: string | null;
  /** Whether the rollout goes on, so that the page may change. */
  readonly lives: boolean;
  readonly state: { readonly word: string; readonly tone: Tone };
  /** What happened, in a sentence or two with their full stops. */
  readonly headline: Said;
  /** What people ask first, with the answers. */
  readonly facts: readonly Fact[];
  readonly next: readonly NextCommand[];
  readonly steps: PlanSection | null;
  readonly traffic: readonly TrafficSection[];
  readonly weights: readonly WeightSection[];
  readonly requests: readonly RequestSection[];
  readonly analyses: readonly AnalysisReport[];
  /** The newest last. */
  readonly decisions: readonly Decision[];
  readonly clusters: readonly ClusterRow[];
}

/** A question that a reader of the page has, and its answer. */
export interface Fact {
  readonly question: string;
  readonly answer: readonly Said[];
}

/** The steps of the plan. */
export interface PlanSection {
  /** Such as `8 steps in 2 waves; 20m of pauses and soaks`. */
  readonly summary: string;
  /** How often it takes a good version back; null: it compares nothing. */
  readonly falseAlarms: string | null;
  readonly steps: readonly StepRow[];
}

/** A step of the plan. */
export interface StepRow {
  readonly number: number;
  readonly wave: number;
  readonly what: string;
  readonly clusters: readonly string[];
  /** What it moves, in lines. */
  readonly moves: readonly string[];
  /** Null: it is a plan, and nothing has begun. */
  readonly standing: Standing | null;
  readonly begunAt: string | null;
  readonly doneAt: string | null;
  readonly how: string | null;
}

/** How requests to a service are split at this moment, in clusters that split them alike. */
export interface TrafficSection {
  readonly service: string;
  readonly clusters: readonly string[];
  /** Whether routes were read; else it is what the record says. */
  readonly live: boolean;
  /** Callers, where the split differs by them: `gateway` or `mesh`. */
  readonly from: "gateway" | "mesh" | null;
  readonly shares: readonly TrafficShare[];
}

/** A version's part of the requests. */
export interface TrafficShare {
  readonly version: string;
  readonly percent: number;
  /** Whether the rollout gives it requests. */
  readonly gains: boolean;
  /** Such as `2 of 2 pods available`; null: it is not known. */
  readonly pods: string | null;
}

/** The weight of a version that gains requests, over time. */
export interface WeightSection {
  readonly service: string;
  readonly version: string;
  /** The span of the chart. */
  readonly begin: string;
  readonly end: string;
  readonly lines: readonly WeightLine[];
}

/** Clusters whose weights went alike. */
export interface WeightLine {
  readonly clusters: readonly string[];
  readonly points: readonly WeightPoint[];
  /** What share of the counted requests it got. */
  readonly measured: readonly MeasuredShare[];
}

/** A weight from a moment on. */
export interface WeightPoint {
  readonly at: string;
  readonly percent: number;
  /** All weights of the service, in words. */
  readonly weights: string;
  /** When proxies had taken them; null: it is not known. */
  readonly settledAt: string | null;
  /** What set it, in words. */
  readonly by: string;
}

/** A share that was counted. */
export interface MeasuredShare {
  readonly at: string;
  readonly percent: number;
  /** All requests that were counted. */
  readonly requests: number;
}

/** Requests of a service by version, over time. */
export interface RequestSection {
  readonly service: string;
  readonly canary: string;
  /** The versions beside it, together. */
  readonly stable: string;
  readonly metric: string;
  /** What a bad one is, such as `failed` or `slower than 250 ms`. */
  readonly bad: string;
  /** Name of the analysis that counted them. */
  readonly analysis: string;
  readonly totals: Both;
  /** So many more were bad of the canary than the other versions would have had bad; null: it did not fail. */
  readonly excess: number | null;
  readonly destinations: readonly (Both & { readonly cluster: string })[];
  /** `from`: where the window of a point began; null: it is not known, and the point begins a line. */
  readonly points: readonly (Both & { readonly from: string | null; readonly at: string })[];
  /** Whether the points hold all that was counted. */
  readonly complete: boolean;
}

/** A cluster of the table. */
export interface ClusterRow {
  readonly name: string;
  readonly wave: number | null;
  readonly state: ClusterState;
  readonly failure: string | null;
  /** For each service: its weights now, those of the goal, and its pods. */
  readonly services: readonly {
    readonly name: string;
    readonly now: string;
    /** `-`: the rollout has ended. */
    readonly goal: string;
    readonly pods: string;
  }[];
}

/** A share as a percentage; null: there was no request. */
export function badPercent([requests, bad]: Counts): number | null {
  return requests === 0 ? null : (100 * bad) / requests;
}
