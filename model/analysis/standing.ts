// How a comparison stands after its last poll, in numbers.
import type { Counts } from "./counts";
import { evidence, evidenceAbove, mixture } from "./e-process";
import { sumOf, type Comparison } from "./evidence";
import { dispersionOf } from "./spread";
import { compared, rate, sharedPlaces, strataIn, strataOf, type Compared } from "./strata";

/** A canary is worse only where its share of bad requests is this much higher. */
const leastExcess = 0.001;

/** Logarithm of the evidence from which on a cluster, or the whole fleet, is under suspicion. */
const suspicious = Math.log(10);

/** How a comparison stands. Shares are 0 to 1. */
export interface Standing {
  /** Requests of the canary that can be compared. */
  readonly canary: Counts;
  /** Those of the stable version. Left out: there are none, and the objective stands in for them. */
  readonly stable?: Counts;
  /** What the stable version would have had bad of the canary's requests, or the objective. */
  readonly expected: number;
  /** The standard error of `expected`. */
  readonly error: number;
  /** Logarithm of the evidence that the canary is worse. */
  readonly evidence: number;
  /** Whether the canary is worse by a share that matters, over the fleet or in a suspect. */
  readonly worse: boolean;
  /** Clusters of pods in which the canary looks worse. */
  readonly suspects: readonly Suspect[];
  /** Whether a suspect, or the fleet, looks too bad to pass. */
  readonly suspicious: boolean;
}

/** A cluster in which the canary looks worse. */
export interface Suspect {
  readonly cluster: string;
  readonly canary: Counts;
}

/**
 * How a comparison stands.
 *
 * @param objective a share of bad requests that is good enough, 0 to 1; 0 is none
 * @returns undefined where there is nothing to compare with
 */
export function standingOf(comparison: Comparison, objective: number): Standing | undefined {
  const { totals, polls, fleet, places } = comparison;
  const shared = sharedPlaces(totals);
  const both = compared(strataOf(totals, shared));
  if (both === undefined)
    return objective > 0
      ? beside(sumOf(totals, "canary"), objective, dispersionOf(comparison).fleet)
      : undefined;
  const suspects: Suspect[] = [];
  const byPlace = Object.entries(places).map(
    ([cluster, logs]) => [cluster, evidence(logs, polls)] as const,
  );
  for (const [cluster, against] of byPlace) {
    if (against < suspicious) continue;
    const there = compared(strataIn(cluster, totals, shared));
    if (there && isWorse(there, objective)) suspects.push({ cluster, canary: there.canary });
  }
  const all = mixture(
    evidence(fleet, polls),
    byPlace.map(([, against]) => against),
  );
  const worse = suspects.length > 0 || isWorse(both, objective);
  return {
    ...both,
    evidence: all,
    ...{ worse, suspects },
    suspicious: suspects.length > 0 || (all >= suspicious && worse),
  };
}

/** The standing of a canary to which the objective alone can be compared. */
function beside(canary: Counts, objective: number, phi: number): Standing {
  const against = objective < 1 ? evidenceAbove(canary, objective, phi) : 0;
  return {
    ...{ canary, expected: objective, error: 0 },
    evidence: against,
    worse: rate(canary) >= objective + leastExcess,
    suspects: [],
    suspicious: against >= suspicious,
  };
}

/** Whether the canary is worse than the stable version by a share that matters, and not good enough. */
function isWorse({ canary, expected }: Compared, objective: number): boolean {
  return rate(canary) >= expected + leastExcess && rate(canary) > objective;
}

/**
 * The suspects that stand out: in all other clusters together the canary is less than half as much
 * worse. Where it is as bad everywhere, no cluster is to be named.
 */
export function standOuts(comparison: Comparison, { suspects, expected }: Standing): Suspect[] {
  const named = new Set(suspects.map(({ cluster }) => cluster));
  const rest = comparison.totals.filter(({ destination }) => !named.has(destination));
  const others = sumOf(rest, "canary");
  if (others[0] === 0) return [];
  const within = sumSuspects(suspects);
  const excess = rate(within) - expected;
  return rate(others) - expected < excess / 2 ? [...suspects] : [];
}

function sumSuspects(suspects: readonly Suspect[]): Counts {
  return suspects.reduce<Counts>(
    ([requests, bad], { canary }) => [requests + canary[0], bad + canary[1]],
    [0, 0],
  );
}
