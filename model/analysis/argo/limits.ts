// How many measurements a metric of a template has, and how many of them may be bad.
import type { ArgoMetric } from "../spec";

/** The numbers of a metric, with Argo's defaults. */
export interface Limits {
  /** Measurements that are no errors. Left out: as many as the analysis has time for. */
  readonly count?: number;
  /** Most failed measurements. Left out: any number, as -1 says. */
  readonly failed?: number;
  /** Most inconclusive measurements. */
  readonly inconclusive: number;
  /** Most errors in a row. */
  readonly consecutiveErrors: number;
  /** So many successes in a row are enough. Left out: they are not. */
  readonly consecutiveSuccesses?: number;
}

const numbers = [
  "count",
  "failureLimit",
  "inconclusiveLimit",
  "consecutiveErrorLimit",
  "consecutiveSuccessLimit",
] as const;

/** The number that a number or a text stands for; 0 for a text that is none, as in Argo. */
function numberOf(given: number | string | undefined, otherwise: number): number {
  if (typeof given !== "string") return given ?? otherwise;
  return isWhole(given) ? Number(given) : 0;
}

const isWhole = (text: string) => /^[+-]?\d+$/.test(text);

/** The limits of a metric whose arguments are filled in. */
export function limitsOf(metric: ArgoMetric): Limits {
  // A count of 0 is none (`EffectiveCount()` in Argo's pkg/apis/rollouts/v1alpha1/analysis_types.go).
  const count = numberOf(metric.count, 0) || (metric.interval ? undefined : 1);
  const failed = numberOf(metric.failureLimit, 0);
  const consecutiveSuccesses = numberOf(metric.consecutiveSuccessLimit, 0);
  return {
    ...(count !== undefined && { count }),
    ...(failed >= 0 && { failed }),
    inconclusive: numberOf(metric.inconclusiveLimit, 0),
    consecutiveErrors: numberOf(metric.consecutiveErrorLimit, 4),
    ...(consecutiveSuccesses > 0 && { consecutiveSuccesses }),
  };
}

/**
 * What Argo refuses in the numbers of a metric whose arguments are filled in (`ValidateMetric()` in
 * its utils/analysis/factory.go), in words.
 */
export function limitMistakes(metric: ArgoMetric): readonly string[] {
  const texts = numbers.flatMap((field) => {
    const given = metric[field];
    return typeof given === "string" && !isWhole(given)
      ? [`${field} is "${given}", which is no number`]
      : [];
  });
  if (texts.length > 0) return texts;
  const count = numberOf(metric.count, 0);
  const failures = numberOf(metric.failureLimit, 0);
  const successes = numberOf(metric.consecutiveSuccessLimit, 0);
  const inconclusive = numberOf(metric.inconclusiveLimit, 0);
  const errors = numberOf(metric.consecutiveErrorLimit, 4);
  const mistakes: readonly (readonly [boolean, string])[] = [
    [count < 0, "count can't be below 0"],
    [failures < -1, "failureLimit must be 0 or more, or -1 for any number of failures"],
    [
      failures === -1 && successes === 0,
      "failureLimit -1 needs a consecutiveSuccessLimit; else the metric could not fail",
    ],
    [successes < 0, "consecutiveSuccessLimit can't be below 0"],
    [inconclusive < 0, "inconclusiveLimit can't be below 0"],
    [errors < 0, "consecutiveErrorLimit can't be below 0"],
    [
      count > 0 && count < Math.max(failures, 0) + successes,
      `count ${count} is below failureLimit and consecutiveSuccessLimit together`,
    ],
    [count > 0 && count < inconclusive, `count ${count} is below inconclusiveLimit`],
    [count > 1 && !metric.interval, `count ${count} needs an interval`],
  ];
  return mistakes.flatMap(([wrong, why]) => (wrong ? [why] : []));
}
