// The schemas of an analysis: metrics that a rollout must pass, at a step or in the background.
import type {
  AnalysisSpec,
  BackgroundAnalysis,
  ErrorsSpec,
  LatencySpec,
  OwnMetric,
} from "../../analysis/spec";
import {
  dnsName,
  duration,
  durationOrZero,
  listOf,
  named,
  oneOf,
  orFalse,
  service,
  share,
  whole,
} from "../common";
import { optional, required, typed, type Schema } from "../note";
import { object } from "../objects";
import { argoArguments, templateReferences } from "./argo-analysis";

/** What a comparison of any metric may be told. */
const bounds = {
  objective: optional(
    share(),
    "So many percent of bad requests are good enough, also where the stable version has fewer.",
    { default: 0, example: 0.5 },
  ),
  margin: optional(
    share(),
    "By how many points of percent the new version may be worse than the stable one and still pass. A smaller margin needs more requests: 299 to the new version for 1, 2,995 for 0.1.",
    { default: 1 },
  ),
};

const errors: Schema<ErrorsSpec> = typed(
  "ErrorsSpec",
  "The comparison of failed requests: answers 5xx, gRPC statuses 2, 4 and 12 to 15, and connections that failed.",
  object(bounds, { allowed: "a mapping with objective and margin, {} or false" }),
);

const latency: Schema<LatencySpec> = typed(
  "LatencySpec",
  "The comparison of slow answers; those that failed do not count, because failing is fast.",
  object(
    {
      ...bounds,
      slow: optional(
        duration,
        "Answers that take longer are slow. Istio counts answers by fixed bounds, so the next one of these holds.",
        {
          otherwise:
            "the smallest bound above which at most 5 % of the stable version's answers were before the step",
          example: "250ms",
        },
      ),
    },
    { allowed: "a mapping with objective, margin and slow, {} or false" },
  ),
);

const label = named(/^[a-zA-Z_][a-zA-Z0-9_]*$/, "the name of a label in Prometheus");

/**
 * A selector without functions and ranges: drivers read the counters themselves, at the beginning and
 * at the end of a window, because `rate()` loses the first errors of a new series
 * (https://github.com/prometheus/prometheus/issues/1673).
 */
const selector = (() => {
  const metricName = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  const labels = String.raw`\{(?:[^"'{}]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')*\}`;
  return named(
    new RegExp(String.raw`^\s*(?:${metricName}\s*(?:${labels})?|${labels})\s*$`),
    'a selector such as payments_total{outcome="failed"}, without functions and ranges',
  );
})();

const ownMetric: Schema<OwnMetric> = typed(
  "OwnMetric",
  "A metric of your own, compared as errors are: two counters that have labels for version and cluster, and grow with each event. `{{service}}` and `{{namespace}}` stand for a service that is compared and its namespace.",
  object({
    name: required(dnsName, "Its name in the status of the rollout. A DNS label.", {
      example: "failed-payments",
    }),
    bad: required(selector, "Selects the counter of bad events; those of all its series add up.", {
      example: 'payments_total{outcome="failed"}',
    }),
    total: required(selector, "Selects the counter of all events, bad ones among them.", {
      example: "payments_total",
    }),
    versionLabel: optional(label, "The label that tells versions apart.", { default: "version" }),
    clusterLabel: optional(label, "The label that names the cluster of the pods.", {
      default: "cluster",
    }),
    ...bounds,
  }),
);

const fields = {
  name: optional(dnsName, "Its name in the status of the rollout. A DNS label.", {
    otherwise: "`analysis` and the number of its step, or `background`",
    example: "errors-and-latency",
  }),
  errors: optional(
    orFalse(errors),
    "Compares failed requests of the new version with those of the stable one; `false`: does not.",
    { otherwise: "they are compared, unless `metrics` or `templates` are given", example: {} },
  ),
  latency: optional(
    orFalse(latency),
    "Compares slow requests of the new version with those of the stable one; `false`: does not.",
    { otherwise: "they are compared, unless `metrics` or `templates` are given", example: {} },
  ),
  metrics: optional(listOf(ownMetric, "a list of metrics"), "Metrics of your own.", {
    otherwise: "none",
    example: [
      { name: "failed-payments", bad: 'payments_total{outcome="failed"}', total: "payments_total" },
    ],
  }),
  templates: optional(templateReferences, "Templates of `analysisTemplates` to run.", {
    otherwise: "none",
    example: [{ templateName: "success-rate" }],
  }),
  args: optional(argoArguments, "Values for the arguments of these templates.", {
    otherwise: "those of the templates",
    example: [{ name: "service-name", value: "shop" }],
  }),
  services: optional(
    listOf(service, "a list of names of services"),
    "The services whose requests are compared.",
    { otherwise: "all services that the step moves", example: ["shop"] },
  ),
  interval: optional(duration, "Time between two polls of the metrics.", { default: "30s" }),
  warmUp: optional(
    durationOrZero,
    "Time after proxies took new weights in which requests do not count yet, because caches are cold.",
    { default: "60s" },
  ),
  falseAlarms: optional(
    share("", [0.01, 50]),
    "In how many percent of rollouts, at most, a new version that is as good as the stable one is taken back by mistake; for each metric of a step. Fewer false alarms need more requests to find a version that is bad.",
    { default: 1 },
  ),
};

/** An analysis as a step. */
export const analysis: Schema<AnalysisSpec> = typed(
  "AnalysisSpec",
  "Metrics that the rollout must pass before its next step. A failure takes all clusters back to the start. `{}` compares errors and latency of the new version with those of the stable one.",
  object(
    {
      ...fields,
      deadline: optional(
        duration,
        "How long the step waits for its metrics to decide; then it does what `onInconclusive` says.",
        { default: "1h" },
      ),
      onInconclusive: optional(
        oneOf("hold", "abort", "promote"),
        "What follows where the metrics neither passed nor failed before the deadline: `hold` goes on waiting for them, or for a person who promotes; `abort` takes all clusters back to the start; `promote` goes on with the next step.",
        { default: "hold" },
      ),
    },
    { allowed: "a mapping such as {} or {templates: [{templateName: success-rate}]}" },
  ),
);

/** An analysis beside the steps. */
export const backgroundAnalysis: Schema<BackgroundAnalysis> = typed(
  "BackgroundAnalysis",
  "Metrics that are watched beside all steps. A failure takes all clusters back to the start; it never holds a step.",
  object({
    ...fields,
    startingStep: optional(
      whole(0, 1000),
      "The index of the step at which it begins, from 0 on, as Argo Rollouts counts.",
      { default: 0, example: 2 },
    ),
  }),
);
