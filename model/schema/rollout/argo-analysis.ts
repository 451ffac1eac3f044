// The schemas of Argo Rollouts' AnalysisTemplate, as far as a rollout runs it
// (https://argo-rollouts.readthedocs.io/en/stable/features/analysis/).
import * as v from "valibot";
import type {
  AnalysisTemplate,
  AnalysisArgument,
  ArgoMetric,
  MetricProvider,
  PrometheusQuery,
  TemplateReference,
} from "../../analysis/spec";
import { choose, dnsName, listOf, named, record, text, whole } from "../common";
import { allowedBy, noted, optional, required, typed, type Schema } from "../note";
import { object } from "../objects";

const mostMeasurements = 100_000;

/** Argo takes a number for a text, and a text for a number: its arguments are texts. */
const numberOrArgument = (least = 0): Schema<number | string> => {
  const count = whole(least, mostMeasurements);
  const argument = named(/^(-?\d{1,6}|\{\{ *args\.[-\w.]+ *\}\})$/, "a number, or {{args.NAME}}");
  const allowed = `${allowedBy(count)}; or ${allowedBy(argument)}`;
  return noted(
    choose<number | string>(
      (given) => (typeof given === "number" ? count : argument),
      [count, argument],
    ),
    { allowed },
  );
};

const argumentInBraces = String.raw`\{\{ *args\.[-\w.]+ *\}\}`;

/** A length of time, or an argument that stands for one. */
const timeOrArgument = named(
  new RegExp(String.raw`^(\d+(\.\d+)?(ms|s|m|h)|${argumentInBraces})$`),
  "a duration such as 30s or 5m, or {{args.NAME}}",
);

const condition = text("an expression such as result[0] >= 0.95");

const argument: Schema<AnalysisArgument> = typed(
  "AnalysisArgument",
  "An argument of a template: `{{args.NAME}}` stands for its value.",
  object({
    name: required(dnsName, "Its name.", { example: "service-name" }),
    value: optional(v.string("a text"), "Its value.", {
      otherwise: "the analysis must give one",
      example: "shop",
    }),
  }),
);

/** Values for arguments. */
export const argoArguments = listOf(argument, "a list of arguments with name and value");

/** Which templates an analysis runs. */
export const templateReferences = listOf<TemplateReference>(
  typed(
    "TemplateReference",
    "A template that an analysis runs.",
    object({
      templateName: required(dnsName, "Its name in `analysisTemplates`.", {
        example: "success-rate",
      }),
    }),
  ),
  "a list of templates, each as {templateName: NAME}",
);

const prometheusQuery: Schema<PrometheusQuery> = typed(
  "PrometheusQuery",
  "A query in PromQL.",
  object({
    query: required(
      text("PromQL"),
      "What is asked. `{{args.NAME}}` stands for the value of an argument, here and in all texts of a metric.",
      {
        example: 'sum(rate(istio_requests_total{response_code!~"5.."}[5m]))',
      },
    ),
    address: optional(
      text("an address that begins with https:// or http://"),
      "The server that is asked, without a token.",
      {
        otherwise: "each metrics server of the stack",
        example: "http://prometheus.example.com:9090",
      },
    ),
    timeout: optional(whole(1, 300, " (seconds)"), "Seconds for one answer.", { default: 30 }),
  }),
);

const provider: Schema<MetricProvider> = typed(
  "MetricProvider",
  "Where a metric comes from.",
  object({ prometheus: required(prometheusQuery, "A server that understands PromQL.") }),
);

const metric: Schema<ArgoMetric> = typed(
  "ArgoMetric",
  "A metric of a template, with the meaning that Argo Rollouts gives its fields.",
  object({
    name: required(text("a name"), "Its name in the status of the rollout.", {
      example: "success-rate",
    }),
    interval: optional(timeOrArgument, "Time between two measurements.", {
      otherwise: "one measurement",
      example: "1m",
    }),
    initialDelay: optional(
      timeOrArgument,
      "Time from the start of the analysis to the first measurement.",
      {
        otherwise: "none",
        example: "1m",
      },
    ),
    count: optional(numberOrArgument(), "How many measurements there are.", {
      otherwise: "one without `interval`; else measurements go on until the analysis ends",
      example: 5,
    }),
    successCondition: optional(
      condition,
      "The condition on `result`, the value of the query, under which a measurement is successful. A vector is a list: `result[0]`.",
      {
        otherwise: "all that does not fail, where `failureCondition` is given; else all",
        example: "result[0] >= 0.95",
      },
    ),
    failureCondition: optional(
      condition,
      "The condition under which a measurement fails. Where neither of the two holds, it is inconclusive.",
      {
        otherwise: "all that is not successful, where `successCondition` is given",
        example: "result[0] < 0.9",
      },
    ),
    failureLimit: optional(
      numberOrArgument(-1),
      "How many measurements may fail; -1: any number, with `consecutiveSuccessLimit`.",
      { default: 0 },
    ),
    inconclusiveLimit: optional(
      numberOrArgument(),
      "How many measurements may be inconclusive; with one more, the analysis holds.",
      {
        default: 0,
      },
    ),
    consecutiveErrorLimit: optional(
      numberOrArgument(),
      "How many measurements in a row may end in an error, such as a server that is away; with one more, the analysis fails.",
      { default: 4 },
    ),
    consecutiveSuccessLimit: optional(
      numberOrArgument(),
      "With so many successful measurements in a row the metric is successful at once.",
      { otherwise: "none", example: 3 },
    ),
    provider: required(provider, "Where the metric comes from."),
  }),
);

/** A template. */
export const analysisTemplate: Schema<AnalysisTemplate> = typed(
  "AnalysisTemplate",
  "What `spec` of an AnalysisTemplate of Argo Rollouts has, in its own YAML. It runs once for each metrics server, and the worst result counts.",
  object({
    args: optional(argoArguments, "Its arguments.", { otherwise: "none" }),
    metrics: required(listOf(metric, "a list of metrics"), "What is measured."),
    dryRun: optional(
      listOf(
        object({
          metricName: required(text("a name"), "Name, or regular expression, of metrics."),
        }),
        "a list of {metricName: NAME}",
      ),
      "Metrics that are measured and shown, and never count.",
      { otherwise: "none", example: [{ metricName: "latency" }] },
    ),
  }),
);

/** Templates by name. */
export const analysisTemplates = record(
  dnsName,
  analysisTemplate,
  "a mapping of names to templates",
);
