// Rollouts at random, for the gate's own code: how often it takes a good version back, and when it finds
// a bad one. A threshold, as other tools have it, looks at the same requests.
import { begunComparison, withPoll } from "../../model/analysis/comparison";
import type { Counts, Tally } from "../../model/analysis/counts";
import { sumOf, type Comparison } from "../../model/analysis/evidence";
import { rate } from "../../model/analysis/strata";
import { verdictOf } from "../../model/analysis/judge";
import { outcomeOf, type Outcome, type Rules } from "../../model/analysis/outcome";
import { binomial, type Chance } from "./chance";

/** One cluster, whose callers call the pods of their own cluster. Shares are 0 to 1. */
export interface Traffic {
  readonly cluster: string;
  /** Requests in a poll. */
  readonly requests: number;
  /** The share of them that the new version gets. */
  readonly weight: number;
  /** The shares of bad requests. */
  readonly canary: number;
  readonly stable: number;
  /** So many requests turn bad at once. @default 1 */
  readonly burst?: number;
}

/** What came of one rollout. */
export interface Run {
  /** The poll at which it was taken back, from 1 on. */
  readonly failedAt?: number;
  /** The poll from which on it could have gone on. */
  readonly passedAt?: number;
  /** The poll at which a threshold would have taken it back. */
  readonly thresholdAt?: number;
}

/** The rules by default. */
export const byDefault: Rules = { objective: 0, margin: 1, falseAlarms: 1, comparisons: 1 };

/** One poll of one cluster. */
function tallyOf(chance: Chance, traffic: Traffic): Tally {
  const { cluster, requests, weight, burst = 1 } = traffic;
  const canary = Math.round(requests * weight);
  const bad = (all: number, share: number): Counts => [
    all,
    Math.min(all, burst * binomial(chance, all, share / burst)),
  ];
  return {
    ...{ source: cluster, destination: cluster },
    canary: bad(canary, traffic.canary),
    stable: bad(requests - canary, traffic.stable),
  };
}

/** How a rollout is simulated. */
export interface Options {
  /**
   * The share of bad requests of the new version in one poll, over all clusters, above which a threshold
   * takes the rollout back. @default 0.01, which is a success rate below 99 %
   */
  readonly threshold?: number;
  readonly rules?: Rules;
  /** Is told of each poll. */
  readonly see?: (comparison: Comparison, outcome: Outcome) => void;
}

/**
 * One rollout that is polled so often, or until it is taken back. It goes on after it has passed, as a
 * gate in the background does.
 *
 * @param at the traffic of a poll, from 0 on
 */
export function simulated(
  chance: Chance,
  polls: number,
  at: (poll: number) => readonly Traffic[],
  { threshold = 0.01, rules = byDefault, see }: Options = {},
): Run {
  let comparison = begunComparison({ service: "shop", canary: "v2", stable: ["v1"] }, "errors");
  const run: { -readonly [K in keyof Run]: Run[K] } = {};
  for (let poll = 1; poll <= polls && !(run.failedAt && run.thresholdAt); poll++) {
    const tallies = at(poll - 1).map((traffic) => tallyOf(chance, traffic));
    if (rate(sumOf(tallies, "canary")) > threshold) run.thresholdAt ??= poll;
    if (run.failedAt !== undefined) continue;
    comparison = withPoll(comparison, { at: `poll ${poll}`, tallies });
    const outcome = outcomeOf(comparison, rules);
    see?.(comparison, outcome);
    const verdict = verdictOf(outcome.reason);
    if (verdict === "fail") run.failedAt = poll;
    if (verdict === "pass") run.passedAt ??= poll;
  }
  return run;
}
