// The metrics that an analysis runs, with their arguments filled in.
import type { ArgoMetric } from "../spec";
import {
  argumentValues,
  filledMetric,
  templatesOf,
  type TemplateRuns,
  type Templates,
} from "./args";

/** A metric of a template as it is run. */
export interface RunMetric {
  readonly template: string;
  /** With its arguments filled in. */
  readonly metric: ArgoMetric;
  /** Whether it never counts. */
  readonly dryRun: boolean;
}

/** What tells metrics of an analysis apart. */
export function keyOf({ template, metric }: { template: string; metric: string }): string {
  return `${template}/${metric}`;
}

/**
 * The metrics of all templates of an analysis. As in Argo, `dryRun` of one template holds for the
 * metrics of the others, too, because they are one run (`flattenDryRunMetrics()` in its
 * utils/analysis/helpers.go).
 */
export function runMetrics(runs: TemplateRuns, declared: Templates): readonly RunMetric[] {
  const templates = templatesOf(runs, declared);
  const values = argumentValues(runs, declared);
  const rules = templates.flatMap(([, { dryRun = [] }]) =>
    dryRun.map(({ metricName }) => metricName),
  );
  return templates.flatMap(([template, { metrics }]) =>
    metrics.map((metric) => ({
      template,
      metric: filledMetric(metric, values),
      dryRun: rules.some((rule) => isNamedBy(rule, metric.name)),
    })),
  );
}

/** The rules of `dryRun` that name no metric of the analysis, which Argo refuses. */
export function idleDryRuns(runs: TemplateRuns, declared: Templates): readonly string[] {
  const templates = templatesOf(runs, declared);
  const names = templates.flatMap(([, { metrics }]) => metrics.map(({ name }) => name));
  const rules = templates.flatMap(([, { dryRun = [] }]) => dryRun);
  return rules
    .map(({ metricName }) => metricName)
    .filter((rule) => !names.some((name) => isNamedBy(rule, name)));
}

/** A rule is a regular expression that any part of the name may match; one that is none is a name. */
function isNamedBy(rule: string, name: string): boolean {
  try {
    return new RegExp(rule).test(name);
  } catch {
    return rule === name;
  }
}
