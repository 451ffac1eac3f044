// Fixes for what users of Argo Rollouts and Flagger write into analyses and templates, and a rollout writes otherwise.
import { isMapping } from "../best-effort";

type Table = Readonly<Record<string, string>>;

const kept = "remove it: the record keeps the last ten measurements, and all sums";
const byServer =
  "remove it: declare the server, with its token, headers and ca, under `gray-release:prometheus`, and leave `address` out";
const otherServer =
  "ask a server that understands PromQL by `prometheus`, or let a `webhook` step ask this one";

/** An analysis. */
const analysis: Table = {
  analysisRunMetadata: "remove it: an analysis is part of the record, and no object in the cluster",
  clusterScope: "remove it: write the template under `analysisTemplates` of the rollout",
  dryRun: "write it in the template, beside `metrics`",
  iterations: "remove it: an analysis goes on until its metrics decide, at most to `deadline`",
  maxWeight: "remove it: after the last step the goal is set, which the weights declare",
  measurementRetention: kept,
  stepWeight: "write steps beside the analysis: `- setWeight: 5`, `- analysis: {}` and so on",
  successCondition: "write it in a metric of a template of `analysisTemplates`",
  failureCondition: "write it in a metric of a template of `analysisTemplates`",
  failureLimit: "write it in a metric of a template of `analysisTemplates`",
  threshold:
    "remove it: a comparison needs no number of failed checks; a metric of a template has `failureLimit`",
  ttlStrategy: "remove it: the last ten rollouts are kept, with what their analyses saw",
  unsuccessfulRunHistoryLimit: kept,
  webhooks: "write each as a step: `- webhook: {name: …, url: …}`",
};

/** An analysis beside the steps, which never holds a step. */
const background: Table = {
  ...analysis,
  deadline: "remove it: the analysis beside the steps waits for nothing; a step `analysis` has it",
  onInconclusive:
    "remove it: the analysis beside the steps waits for nothing; a step `analysis` has it",
};

/** An analysis of a step. */
const ofStep: Table = {
  ...analysis,
  startingStep: "remove it, or move the analysis to `analysis` beside `steps`, which has it",
  templateName: "write `templates: [{ templateName: … }]`",
  templateRef: "write `templates: [{ templateName: … }]`",
};

/** A template, of which a whole manifest may have been pasted. */
const template: Table = {
  apiVersion: "remove it: a template is a part of the rollout, and no object in the cluster",
  kind: "remove it: a template is a part of the rollout, and no object in the cluster",
  measurementRetention: kept,
  metadata: "remove it: the key before it is the name of the template",
  spec: "write what is in it directly below the name of the template",
  templates: "name each of them in `templates` of the analysis",
};

/** A metric of a template. */
const metric: Table = {
  query: "write it in `provider: { prometheus: { query: … } }`",
  templateRef: "write the query in `provider: { prometheus: { query: … } }`",
  templateVariables: "write `args`, and `{{args.NAME}}` in the query",
  threshold: "write a condition, such as `successCondition: result[0] < 500`",
  thresholdRange: "write a condition, such as `successCondition: result[0] >= 99`",
};

/** A metric that is compared. */
const ownMetric: Table = {
  labels: "write `versionLabel` and `clusterLabel`, each with the name of a label",
  count: "remove it: a comparison goes on until it decides; templates have `count`",
  failureCondition: "move the metric into a template of `analysisTemplates`: this one is compared",
  failureLimit: "move the metric into a template of `analysisTemplates`: this one is compared",
  interval: "write it at the analysis: all of its metrics are asked together",
  provider: "move the metric into a template of `analysisTemplates`: this one is compared",
  query: "write two counters in place of it: `bad` and `total`",
  successCondition: "move the metric into a template of `analysisTemplates`: this one is compared",
  templateRef: "write two counters in place of it: `bad` and `total`",
  threshold: "write `objective`: the percent of bad events that is good enough",
  thresholdRange: "write `objective`: the percent of bad events that is good enough",
};

/** The provider of a metric; those of Argo Rollouts are all metrics that a rollout does not ask. */
const provider: Table = {
  cloudWatch: otherServer,
  datadog: otherServer,
  graphite: otherServer,
  influxdb: otherServer,
  job: "write a `webhook` step: a server of your own runs the job and answers",
  kayenta:
    "remove it: `errors` and `latency` of the analysis compare the new version with the stable one",
  newRelic: otherServer,
  plugin: "write a `webhook` step: a server of your own answers it",
  skywalking: otherServer,
  wavefront: otherServer,
  web: "write a `webhook` step: it asks a server, and goes on when that says so",
};

/** A query. */
const query: Table = {
  authentication: byServer,
  headers: byServer,
  insecure:
    "remove it: declare the server under `gray-release:prometheus`, with `ca` for its certificate, and leave `address` out",
  rangeQuery: "remove it: write the range in the query, such as `[5m]`",
};

/** An argument. */
const argument: Table = {
  valueFrom:
    "write the text itself in `value`; what is secret stands under `gray-release:prometheus`",
};

/** Which template runs. */
const reference: Table = {
  clusterScope: "remove it: write the template under `analysisTemplates` of the rollout",
};

/** A comparison of errors or of latency. */
const bounds: Table = {
  threshold: "write `objective`: the percent of bad requests that is good enough",
  thresholdRange: "write `objective`: the percent of bad requests that is good enough",
};

/** The tables by a key that tells their mapping from all others. */
const tables: readonly (readonly [key: string, table: Table])[] = [
  ["startingStep", background],
  ["onInconclusive", ofStep],
  ["dryRun", template],
  ["inconclusiveLimit", metric],
  ["versionLabel", ownMetric],
  ["templateName", reference],
  ["objective", bounds],
];

/**
 * The fixes of a mapping of an analysis; undefined for any other mapping.
 *
 * @param known its keys
 */
export function analysisTable(known: readonly string[]): Table | undefined {
  const found = tables.find(([key]) => known.includes(key));
  if (found) return found[1];
  const exactly = (...keys: readonly string[]) =>
    known.length === keys.length && keys.every((key) => known.includes(key));
  if (exactly("prometheus")) return provider;
  if (exactly("query", "address", "timeout")) return query;
  return exactly("name", "value") ? argument : undefined;
}

/**
 * The keys that are missing only because their values stand under another key.
 *
 * @param known the keys of the mapping in which that key stands
 */
export function missedFor(key: string, known: readonly string[]): readonly string[] {
  const table = analysisTable(known);
  if (table === template && key === "spec") return ["metrics"];
  if (table === provider && Object.hasOwn(provider, key)) return ["prometheus"];
  if (table === metric && /^(query|templateRef)$/.test(key)) return ["provider"];
  return table === ownMetric && /^(query|templateRef|provider)$/.test(key) ? ["bad", "total"] : [];
}

/** The fix of a list of manifests, where a mapping of names to their `spec` is right. */
export function templateFix(given: unknown): string | undefined {
  if (!Array.isArray(given)) return undefined;
  const names = given.flatMap((one: unknown) => {
    const about = isMapping(one) && isMapping(one.metadata) ? one.metadata : one;
    return isMapping(about) && typeof about.name === "string" ? [about.name] : [];
  });
  const pairs = (names.length > 0 ? names : ["NAME"]).map((name) => `${name}: { metrics: … }`);
  return `write a mapping of names to what \`spec\` of each has: \`{ ${pairs.join(", ")} }\``;
}
