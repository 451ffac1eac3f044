// The types of the analyses of a rollout, and of the templates that they run, in the terms of Argo
// Rollouts. Generated from model/schema by `npm run generate`. Do not edit.

import type { Duration } from "../release/routing";

/**
 * Metrics that the rollout must pass before its next step. A failure takes all clusters back to the
 * start. `{}` compares errors and latency of the new version with those of the stable one.
 */
export interface AnalysisSpec {
  /**
   * Its name in the status of the rollout. A DNS label.
   * @default `analysis` and the number of its step, or `background`
   */
  readonly name?: string;
  /**
   * Compares failed requests of the new version with those of the stable one; `false`: does not.
   * @default they are compared, unless `metrics` or `templates` are given
   */
  readonly errors?: ErrorsSpec | false;
  /**
   * Compares slow requests of the new version with those of the stable one; `false`: does not.
   * @default they are compared, unless `metrics` or `templates` are given
   */
  readonly latency?: LatencySpec | false;
  /** Metrics of your own. @default none */
  readonly metrics?: readonly OwnMetric[];
  /** Templates of `analysisTemplates` to run. @default none */
  readonly templates?: readonly TemplateReference[];
  /** Values for the arguments of these templates. @default those of the templates */
  readonly args?: readonly AnalysisArgument[];
  /** The services whose requests are compared. @default all services that the step moves */
  readonly services?: readonly string[];
  /** Time between two polls of the metrics. @default "30s" */
  readonly interval?: Duration;
  /**
   * Time after proxies took new weights in which requests do not count yet, because caches are
   * cold.
   * @default "60s"
   */
  readonly warmUp?: string;
  /**
   * In how many percent of rollouts, at most, a new version that is as good as the stable one is
   * taken back by mistake; for each metric of a step. Fewer false alarms need more requests to find
   * a version that is bad.
   * @default 1
   */
  readonly falseAlarms?: number;
  /**
   * How long the step waits for its metrics to decide; then it does what `onInconclusive` says.
   * @default "1h"
   */
  readonly deadline?: Duration;
  /**
   * What follows where the metrics neither passed nor failed before the deadline: `hold` goes on
   * waiting for them, or for a person who promotes; `abort` takes all clusters back to the start;
   * `promote` goes on with the next step.
   * @default "hold"
   */
  readonly onInconclusive?: "hold" | "abort" | "promote";
}

/**
 * Metrics that are watched beside all steps. A failure takes all clusters back to the start; it
 * never holds a step.
 */
export interface BackgroundAnalysis {
  /**
   * Its name in the status of the rollout. A DNS label.
   * @default `analysis` and the number of its step, or `background`
   */
  readonly name?: string;
  /**
   * Compares failed requests of the new version with those of the stable one; `false`: does not.
   * @default they are compared, unless `metrics` or `templates` are given
   */
  readonly errors?: ErrorsSpec | false;
  /**
   * Compares slow requests of the new version with those of the stable one; `false`: does not.
   * @default they are compared, unless `metrics` or `templates` are given
   */
  readonly latency?: LatencySpec | false;
  /** Metrics of your own. @default none */
  readonly metrics?: readonly OwnMetric[];
  /** Templates of `analysisTemplates` to run. @default none */
  readonly templates?: readonly TemplateReference[];
  /** Values for the arguments of these templates. @default those of the templates */
  readonly args?: readonly AnalysisArgument[];
  /** The services whose requests are compared. @default all services that the step moves */
  readonly services?: readonly string[];
  /** Time between two polls of the metrics. @default "30s" */
  readonly interval?: Duration;
  /**
   * Time after proxies took new weights in which requests do not count yet, because caches are
   * cold.
   * @default "60s"
   */
  readonly warmUp?: string;
  /**
   * In how many percent of rollouts, at most, a new version that is as good as the stable one is
   * taken back by mistake; for each metric of a step. Fewer false alarms need more requests to find
   * a version that is bad.
   * @default 1
   */
  readonly falseAlarms?: number;
  /** The index of the step at which it begins, from 0 on, as Argo Rollouts counts. @default 0 */
  readonly startingStep?: number;
}

/**
 * The comparison of failed requests: answers 5xx, gRPC statuses 2, 4 and 12 to 15, and connections
 * that failed.
 */
export interface ErrorsSpec {
  /**
   * So many percent of bad requests are good enough, also where the stable version has fewer.
   * @default 0
   */
  readonly objective?: number;
  /**
   * By how many points of percent the new version may be worse than the stable one and still pass.
   * A smaller margin needs more requests: 299 to the new version for 1, 2,995 for 0.1.
   * @default 1
   */
  readonly margin?: number;
}

/** The comparison of slow answers; those that failed do not count, because failing is fast. */
export interface LatencySpec {
  /**
   * So many percent of bad requests are good enough, also where the stable version has fewer.
   * @default 0
   */
  readonly objective?: number;
  /**
   * By how many points of percent the new version may be worse than the stable one and still pass.
   * A smaller margin needs more requests: 299 to the new version for 1, 2,995 for 0.1.
   * @default 1
   */
  readonly margin?: number;
  /**
   * Answers that take longer are slow. Istio counts answers by fixed bounds, so the next one of
   * these holds.
   * @default the smallest bound above which at most 5 % of the stable version's answers were before
   * the step
   */
  readonly slow?: Duration;
}

/**
 * A metric of your own, compared as errors are: two counters that have labels for version and
 * cluster, and grow with each event. `{{service}}` and `{{namespace}}` stand for a service that is
 * compared and its namespace.
 */
export interface OwnMetric {
  /** Its name in the status of the rollout. A DNS label. */
  readonly name: string;
  /** Selects the counter of bad events; those of all its series add up. */
  readonly bad: string;
  /** Selects the counter of all events, bad ones among them. */
  readonly total: string;
  /** The label that tells versions apart. @default "version" */
  readonly versionLabel?: string;
  /** The label that names the cluster of the pods. @default "cluster" */
  readonly clusterLabel?: string;
  /**
   * So many percent of bad requests are good enough, also where the stable version has fewer.
   * @default 0
   */
  readonly objective?: number;
  /**
   * By how many points of percent the new version may be worse than the stable one and still pass.
   * A smaller margin needs more requests: 299 to the new version for 1, 2,995 for 0.1.
   * @default 1
   */
  readonly margin?: number;
}

/** A template that an analysis runs. */
export interface TemplateReference {
  /** Its name in `analysisTemplates`. */
  readonly templateName: string;
}

/** An argument of a template: `{{args.NAME}}` stands for its value. */
export interface AnalysisArgument {
  /** Its name. */
  readonly name: string;
  /** Its value. @default the analysis must give one */
  readonly value?: string;
}

/**
 * What `spec` of an AnalysisTemplate of Argo Rollouts has, in its own YAML. It runs once for each
 * metrics server, and the worst result counts.
 */
export interface AnalysisTemplate {
  /** Its arguments. @default none */
  readonly args?: readonly AnalysisArgument[];
  /** What is measured. */
  readonly metrics: readonly ArgoMetric[];
  /** Metrics that are measured and shown, and never count. @default none */
  readonly dryRun?: readonly {
    /** Name, or regular expression, of metrics. */
    readonly metricName: string;
  }[];
}

/** A metric of a template, with the meaning that Argo Rollouts gives its fields. */
export interface ArgoMetric {
  /** Its name in the status of the rollout. */
  readonly name: string;
  /** Time between two measurements. @default one measurement */
  readonly interval?: string;
  /** Time from the start of the analysis to the first measurement. @default none */
  readonly initialDelay?: string;
  /**
   * How many measurements there are.
   * @default one without `interval`; else measurements go on until the analysis ends
   */
  readonly count?: number | string;
  /**
   * The condition on `result`, the value of the query, under which a measurement is successful. A
   * vector is a list: `result[0]`.
   * @default all that does not fail, where `failureCondition` is given; else all
   */
  readonly successCondition?: string;
  /**
   * The condition under which a measurement fails. Where neither of the two holds, it is
   * inconclusive.
   * @default all that is not successful, where `successCondition` is given
   */
  readonly failureCondition?: string;
  /** How many measurements may fail; -1: any number, with `consecutiveSuccessLimit`. @default 0 */
  readonly failureLimit?: number | string;
  /** How many measurements may be inconclusive; with one more, the analysis holds. @default 0 */
  readonly inconclusiveLimit?: number | string;
  /**
   * How many measurements in a row may end in an error, such as a server that is away; with one
   * more, the analysis fails.
   * @default 4
   */
  readonly consecutiveErrorLimit?: number | string;
  /**
   * With so many successful measurements in a row the metric is successful at once.
   * @default none
   */
  readonly consecutiveSuccessLimit?: number | string;
  /** Where the metric comes from. */
  readonly provider: MetricProvider;
}

/** Where a metric comes from. */
export interface MetricProvider {
  /** A server that understands PromQL. */
  readonly prometheus: PrometheusQuery;
}

/** A query in PromQL. */
export interface PrometheusQuery {
  /**
   * What is asked. `{{args.NAME}}` stands for the value of an argument, here and in all texts of a
   * metric.
   */
  readonly query: string;
  /** The server that is asked, without a token. @default each metrics server of the stack */
  readonly address?: string;
  /** Seconds for one answer. @default 30 */
  readonly timeout?: number;
}
