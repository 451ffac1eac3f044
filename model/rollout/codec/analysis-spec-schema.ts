// The schema of the analyses in the plan that a record holds.
import * as v from "valibot";
import { isMapping } from "../../schema/best-effort";
import { choose } from "../../schema/common";
import type { Schema } from "../../schema/note";
import type {
  AnalysisArgument,
  AnalysisSpec,
  AnalysisTemplate,
  ArgoMetric,
  BackgroundAnalysis,
  ErrorsSpec,
  LatencySpec,
  MetricProvider,
  OwnMetric,
  PrometheusQuery,
  TemplateReference,
} from "../../analysis/spec";
import { atLeast0, count, duration, fields, list, oneOf, percent, text } from "./forms";

const bounds = { objective: v.optional(percent), margin: v.optional(percent) };
const errors = fields<ErrorsSpec>(bounds);
const latency = fields<LatencySpec>({ ...bounds, slow: v.optional(duration) });

/** A mapping, or `false` for none. */
function orFalse<T>(schema: Schema<T>): Schema<false | T> {
  const none = v.literal(false, "a mapping, or false");
  return choose<false | T>((given) => (isMapping(given) ? schema : none));
}

const args = list(fields<AnalysisArgument>({ name: text, value: v.optional(text) }));

const analysisFields = {
  name: v.optional(text),
  errors: v.optional(orFalse(errors)),
  latency: v.optional(orFalse(latency)),
  metrics: v.optional(
    list(
      fields<OwnMetric>({
        ...{ name: text, bad: text, total: text },
        versionLabel: v.optional(text),
        clusterLabel: v.optional(text),
        ...bounds,
      }),
    ),
  ),
  templates: v.optional(list(fields<TemplateReference>({ templateName: text }))),
  args: v.optional(args),
  services: v.optional(list(text)),
  interval: v.optional(duration),
  warmUp: v.optional(duration),
  falseAlarms: v.optional(percent),
};

/** An analysis as a step. */
export const recordedAnalysis: Schema<AnalysisSpec> = fields<AnalysisSpec>({
  ...analysisFields,
  deadline: v.optional(duration),
  onInconclusive: v.optional(oneOf("hold", "abort", "promote")),
});

/** An analysis beside the steps. */
export const recordedBackground: Schema<BackgroundAnalysis> = fields<BackgroundAnalysis>({
  ...analysisFields,
  startingStep: v.optional(count(0)),
});

/** Argo's limits are numbers, or texts that arguments fill. */
const numberLimit = count(-1);
const limit = choose<number | string>((given) => (typeof given === "string" ? text : numberLimit));

const metric = fields<ArgoMetric>({
  name: text,
  // Arguments may stand for both.
  interval: v.optional(text),
  initialDelay: v.optional(text),
  count: v.optional(limit),
  successCondition: v.optional(text),
  failureCondition: v.optional(text),
  failureLimit: v.optional(limit),
  inconclusiveLimit: v.optional(limit),
  consecutiveErrorLimit: v.optional(limit),
  consecutiveSuccessLimit: v.optional(limit),
  provider: fields<MetricProvider>({
    prometheus: fields<PrometheusQuery>({
      query: text,
      address: v.optional(text),
      timeout: v.optional(atLeast0("a number of at least 0")),
    }),
  }),
});

/** A template. */
export const recordedTemplate: Schema<AnalysisTemplate> = fields<AnalysisTemplate>({
  args: v.optional(args),
  metrics: list(metric),
  dryRun: v.optional(
    list(fields<NonNullable<AnalysisTemplate["dryRun"]>[number]>({ metricName: text })),
  ),
});
