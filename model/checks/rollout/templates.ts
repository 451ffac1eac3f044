// Checks the templates that analyses run, with the arguments that they get: GR523 for what stands in
// braces, GR524 for what Argo Rollouts would not measure, GR525 for what never ends.
import {
  argumentMistakes,
  argumentValues,
  filledMetric,
  templatesOf,
} from "../../analysis/argo/args";
import { allowedInConditions, checkCondition } from "../../analysis/argo/condition";
import { limitMistakes, limitsOf } from "../../analysis/argo/limits";
import { idleDryRuns } from "../../analysis/argo/metrics";
import { formatPath, listed, show, type Path, type Problem } from "../../problem";
import { durationPattern, seconds } from "../../release/duration";
import type { ArgoMetric } from "../../analysis/spec";
import { timeText } from "../../rollout/words";
import { nearest } from "../../schema/validate";
import type { RolloutContext } from "./context";
import { declaredTemplates, type DeclaredTemplates } from "./declared-templates";
import { locatedAnalyses, type LocatedAnalysis } from "./located-analyses";
import { checkAddress } from "./template-address";

/** Checks each template with each analysis that runs it; a mistake of several is told once. */
export function checkTemplates(context: RolloutContext): Problem[] {
  const { locate } = context;
  const declared = declaredTemplates(context);
  const placeOf = (template: string) => locate(["rollout", "analysisTemplates", template]);
  const problems = locatedAnalyses(context)
    // With a broken template, an argument may seem to be missing.
    .filter(({ declared: { templates } }) => templates.every((name) => name in declared.whole))
    .flatMap((one) => {
      const asked = { ...one, ...declared, placeOf };
      return [...checkArguments(asked), ...checkGiven(asked), ...checkMetrics(asked)];
    });
  const told = new Set<string>();
  return problems.filter(({ path, given }) => {
    const key = `${path} ${given}`;
    return !told.has(key) && told.add(key);
  });
}

/** An analysis with the templates that it may run. */
type Asked = LocatedAnalysis &
  DeclaredTemplates & {
    readonly placeOf: (template: string) => Path;
  };

/** Checks whatever stands in braces. */
function checkArguments({ spec, path, declared, whole, placeOf }: Asked): Problem[] {
  return argumentMistakes(spec, whole).map((mistake): Problem => {
    const { template, metric, argument, why } = mistake;
    if (metric === undefined)
      return {
        code: "GR523",
        path: formatPath([...path, "templates", declared.templates.indexOf(template)]),
        given: `the argument ${show(argument)} of the template ${show(template)}: ${why}`,
        allowed: "one value for each argument, in its template or in the analysis",
        fix: `write it in the analysis: \`args: [{ name: ${argument}, value: … }]\``,
      };
    const index = (whole[template]?.metrics ?? []).findIndex(({ name }) => name === metric);
    const known = declared.templates.flatMap((name) => whole[name]?.args ?? []);
    const names = [...new Set(known.map(({ name }) => name))];
    const near = nearest(argument, names);
    return {
      code: "GR523",
      path: formatPath([...placeOf(template), "metrics", index]),
      given: `${show(argument)} in braces: ${why}`,
      allowed:
        names.length > 0
          ? listed(names.map((one) => `{{args.${one}}}`))
          : "{{args.NAME}} for an argument in `args` of the template",
      fix: near
        ? `did you mean {{args.${near}}}?`
        : `add \`- name: ${argument}\` to \`args\` of the template, or write the value itself`,
    };
  });
}

/** A mistyped argument would leave the template its default without a word. */
function checkGiven({ spec, declared, path, whole }: Asked): Problem[] {
  const own = declared.templates.flatMap((name) => whole[name]?.args ?? []);
  const known = [...new Set(own.map(({ name }) => name))];
  return (spec.args ?? []).flatMap(({ name }, i): Problem[] => {
    if (known.includes(name)) return [];
    const near = nearest(name, known);
    return [
      {
        code: "GR523",
        path: formatPath([...path, "args", i, "name"]),
        given: `an argument ${show(name)}, which no template of the analysis has`,
        allowed: known.length > 0 ? listed(known) : "no argument: its templates have none",
        fix: near ? `did you mean "${near}"?` : "remove it",
      },
    ];
  });
}

function checkMetrics({ spec, declared, whole, placeOf }: Asked): Problem[] {
  const values = argumentValues(spec, whole);
  const idle = idleDryRuns(spec, whole);
  return templatesOf(spec, whole).flatMap(([name, { metrics, dryRun = [] }]) => [
    ...metrics.flatMap((metric, i) => {
      const place = [...placeOf(name), "metrics", i];
      const filled = filledMetric(metric, values);
      return [
        ...checkNumbers(filled, place),
        ...checkTimes(filled, place),
        ...checkConditions(filled, place),
        ...checkAddress(filled, place),
        ...checkTwice(metric, metrics.slice(0, i), place),
        ...checkEnd(filled, declared, place),
      ];
    }),
    ...dryRun.flatMap(({ metricName }, i): Problem[] =>
      idle.includes(metricName)
        ? [
            {
              code: "GR524",
              path: formatPath([...placeOf(name), "dryRun", i, "metricName"]),
              given: `${show(metricName)}, which is the name of no metric`,
              allowed: `names, or regular expressions, of ${listed(metrics.map((one) => one.name))}`,
              fix: "correct the name, or remove it",
            },
          ]
        : [],
    ),
  ]);
}

function checkNumbers(metric: ArgoMetric, path: Path): Problem[] {
  // What stands in braces still has been told.
  if (JSON.stringify(metric).includes("{{")) return [];
  return limitMistakes(metric).map((why) => ({
    code: "GR524",
    path: formatPath(path),
    given: why,
    allowed: "numbers with which Argo Rollouts would run the metric",
    fix: "correct the number, or its argument",
  }));
}

function checkTimes(metric: ArgoMetric, path: Path): Problem[] {
  return (["interval", "initialDelay"] as const).flatMap((key): Problem[] => {
    const time = metric[key];
    if (time === undefined || time.includes("{{") || durationPattern.test(time)) return [];
    return [
      {
        code: "GR524",
        path: formatPath([...path, key]),
        given: show(time),
        allowed: "a duration with one unit, such as 30s or 5m",
        fix: "correct the value of its argument",
      },
    ];
  });
}

function checkConditions(metric: ArgoMetric, path: Path): Problem[] {
  return (["successCondition", "failureCondition"] as const).flatMap((key): Problem[] => {
    const condition = metric[key];
    if (condition === undefined || condition.includes("{{")) return [];
    const why = checkCondition(condition);
    if (why === undefined) return [];
    return [
      {
        code: "GR524",
        path: formatPath([...path, key]),
        given: `${show(condition)}: ${why}`,
        allowed: allowedInConditions,
        fix: "write it with these, or let PromQL calculate",
      },
    ];
  });
}

function checkTwice({ name }: ArgoMetric, earlier: readonly ArgoMetric[], path: Path): Problem[] {
  if (!earlier.some((one) => one.name === name)) return [];
  return [
    {
      code: "GR522",
      path: formatPath([...path, "name"]),
      given: `the name ${show(name)}, which another metric of the template has`,
      allowed: "a name of its own for each metric",
      fix: "rename one of the two",
    },
  ];
}

/** A step ends when each metric does; what runs beside the steps may go on. */
function checkEnd(
  metric: ArgoMetric,
  { step, deadlineSeconds = Infinity }: LocatedAnalysis["declared"],
  path: Path,
): Problem[] {
  if (step === undefined || JSON.stringify(metric).includes("{{")) return [];
  const { count, consecutiveSuccesses } = limitsOf(metric);
  if (count === undefined && consecutiveSuccesses === undefined)
    return [
      {
        code: "GR525",
        path: formatPath(path),
        given: `interval: ${metric.interval} without count, at step ${step + 1}`,
        allowed: "metrics that end, in the analysis of a step",
        fix: "add `count: 5`, say, or run the template in `analysis` beside `steps`",
      },
    ];
  const { interval = "0s", initialDelay = "0s" } = metric;
  const least =
    seconds(initialDelay) + ((count ?? consecutiveSuccesses ?? 1) - 1) * seconds(interval);
  if (least <= deadlineSeconds) return [];
  return [
    {
      code: "GR525",
      path: formatPath(path),
      given: `${timeText(least)} of measurements, with a deadline of ${timeText(deadlineSeconds)} at step ${step + 1}`,
      allowed: "measurements that fit into the deadline of the analysis",
      fix: `set its deadline above ${timeText(least)}, or make interval or count smaller`,
    },
  ];
}
