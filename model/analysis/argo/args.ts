// Arguments of templates: where their values come from, and where they are filled in.
import type { AnalysisArgument, AnalysisSpec, AnalysisTemplate, ArgoMetric } from "../spec";

/** What of an analysis runs templates. */
export type TemplateRuns = Pick<AnalysisSpec, "templates" | "args">;

/** The templates of a rollout, by name. */
export type Templates = Readonly<Record<string, AnalysisTemplate>>;

/** A mistake in the arguments of a template. */
export interface ArgumentMistake {
  readonly template: string;
  /** The metric whose field names the argument. Left out: it is declared by the template. */
  readonly metric?: string;
  /** What stands between the braces, or the name of the argument. */
  readonly argument: string;
  /** What is wrong, in words. */
  readonly why: string;
}

const placeholder = /\{\{([^{}]*)\}\}/g;

/** The templates that an analysis runs and that are declared, each once. */
export function templatesOf(
  { templates = [] }: TemplateRuns,
  declared: Templates,
): readonly (readonly [name: string, template: AnalysisTemplate])[] {
  const names = [...new Set(templates.map(({ templateName }) => templateName))];
  return names.flatMap((name) => {
    const template = Object.hasOwn(declared, name) ? declared[name] : undefined;
    return template ? [[name, template] as const] : [];
  });
}

/**
 * The values of all arguments. As in Argo, the templates of an analysis share their arguments: a
 * value in one template serves the others, too, and the analysis has the last word about those that
 * a template declares (`flattenArgs()` and `MergeArgs()` in its utils/analysis/helpers.go).
 */
export function argumentValues(
  runs: TemplateRuns,
  declared: Templates,
): ReadonlyMap<string, string> {
  const args = templatesOf(runs, declared).flatMap(([, { args = [] }]) => args);
  const names = new Set(args.map(({ name }) => name));
  const values = new Map<string, string>();
  const give = ({ name, value }: AnalysisArgument) => {
    if (value !== undefined) values.set(name, value);
  };
  [...args].reverse().forEach(give);
  (runs.args ?? []).filter(({ name }) => names.has(name)).forEach(give);
  return values;
}

/** A metric with the values of its arguments in place of `{{args.NAME}}`, wherever it is a text. */
export function filledMetric(metric: ArgoMetric, values: ReadonlyMap<string, string>): ArgoMetric {
  return filled(metric, values) as ArgoMetric;
}

function filled(value: unknown, values: ReadonlyMap<string, string>): unknown {
  if (typeof value === "string")
    return value.replace(
      placeholder,
      (all, tag: string) => values.get(argumentOf(tag) ?? "") ?? all,
    );
  if (Array.isArray(value)) return value.map((item: unknown) => filled(item, values));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, filled(inner, values)]),
  );
}

/** The name of the argument that stands between braces. */
function argumentOf(tag: string): string | undefined {
  return /^\s*args\.(.+?)\s*$/.exec(tag)?.[1];
}

/**
 * The mistakes in the arguments of the templates of an analysis: no value, values that contradict
 * each other, and braces that no argument stands in. Argo refuses to run a template with any of them.
 */
export function argumentMistakes(
  runs: TemplateRuns,
  declared: Templates,
): readonly ArgumentMistake[] {
  const values = argumentValues(runs, declared);
  const templates = templatesOf(runs, declared);
  const names = new Set(templates.flatMap(([, { args = [] }]) => args.map(({ name }) => name)));
  const first = new Map<string, string>();
  return templates.flatMap(([template, { args = [], metrics }]) => {
    const ofArguments = args.flatMap(({ name, value }) => {
      const before = first.get(name);
      if (value !== undefined && before === undefined) first.set(name, value);
      if (value !== undefined && before !== undefined && before !== value)
        return [
          { template, argument: name, why: `"${before}" in another template, "${value}" here` },
        ];
      return values.has(name) ? [] : [{ template, argument: name, why: "it has no value" }];
    });
    const ofMetrics = metrics.flatMap((metric) =>
      tagsIn(metric).flatMap((tag) => {
        const argument = argumentOf(tag);
        // An argument without a value was told where it is declared.
        if (argument !== undefined && names.has(argument)) return [];
        const why =
          argument === undefined
            ? "only {{args.NAME}} can stand between braces"
            : "no template of the analysis declares it in args";
        return [{ template, metric: metric.name, argument: argument ?? tag.trim(), why }];
      }),
    );
    return [...ofArguments, ...ofMetrics];
  });
}

/** What stands between braces in any text of a value, each once. */
function tagsIn(value: unknown): string[] {
  const found = JSON.stringify(value).matchAll(placeholder);
  return [...new Set([...found].map(([, tag]) => tag!))];
}
