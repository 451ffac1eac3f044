// Checks what the analyses of a rollout name, and whether they can decide at all. GR010, GR521, GR522
// and GR525.
import { comparedBounds, comparedMetrics } from "../../analysis/declared";
import { formatPath, show, type Problem } from "../../problem";
import { speaksHttp } from "../../release/ports";
import { timeText } from "../../rollout/words";
import { checkDeclared, unknownName } from "../unknown";
import { hasHoles, type RolloutContext } from "./context";
import { declaredTemplates } from "./declared-templates";
import { locatedAnalyses, type LocatedAnalysis } from "./located-analyses";

/** Checks every analysis. */
export function checkAnalyses(context: RolloutContext): Problem[] {
  const analyses = locatedAnalyses(context);
  return analyses.flatMap((one, i) => [
    ...checkName(one, analyses.slice(0, i)),
    ...checkReferences(one, context),
    ...checkServices(one, context),
    ...checkMetrics(one),
    ...checkBounds(one),
    ...checkTimes(one, context),
  ]);
}

/** A record tells analyses apart by their names. */
function checkName(
  { declared, path }: LocatedAnalysis,
  earlier: readonly LocatedAnalysis[],
): Problem[] {
  const same = earlier.find((one) => one.declared.name === declared.name);
  if (!same) return [];
  return [
    {
      code: "GR522",
      path: formatPath([...path, "name"]),
      given: `the name ${show(declared.name)}, which the analysis at ${formatPath(same.path)} has too`,
      allowed: "a name of its own for each analysis",
      fix: "rename one of the two",
    },
  ];
}

function checkReferences({ declared, path }: LocatedAnalysis, context: RolloutContext): Problem[] {
  const { names } = declaredTemplates(context);
  const known = names ?? declared.templates;
  return declared.templates.flatMap((name, i): Problem[] => {
    const place = [...path, "templates", i, "templateName"];
    const first = declared.templates.indexOf(name);
    if (first < i)
      return [
        {
          code: "GR522",
          path: formatPath(place),
          given: `the template ${show(name)}, which the analysis runs already`,
          allowed: "each template once",
          fix: "remove one of the two",
        },
      ];
    if (known.includes(name)) return [];
    const otherwise = `write what \`spec\` of the AnalysisTemplate has under \`analysisTemplates: { ${name}: … }\` of the rollout`;
    const allowed = known.length > 0 ? undefined : "a name in analysisTemplates, which has none";
    return [
      unknownName({
        ...{ code: "GR521", path: place, what: "template", name, known, otherwise },
        ...(allowed !== undefined && { allowed }),
      }),
    ];
  });
}

/** Istio counts requests; of connections it knows no outcome. */
function checkServices(
  { declared, path }: LocatedAnalysis,
  { release }: RolloutContext,
): Problem[] {
  const known = Object.keys(release.services);
  const { services, errors, latency } = declared;
  const unknown = (services ?? []).flatMap((name, i) =>
    checkDeclared(name, known, [...path, "services", i]),
  );
  if (!errors && !latency) return unknown;
  const fix =
    "ask a server that knows by a `webhook`, or declare `metrics` or `templates` in place of errors and latency";
  const allowed =
    "services that take HTTP requests or gRPC calls: of TCP connections, Istio's metrics tell no outcome";
  const connections = (name: string) => {
    const spec = release.services[name];
    return spec !== undefined && !speaksHttp(spec);
  };
  if (!services) {
    if (known.length === 0 || !known.every(connections)) return unknown;
    const given = "errors or latency of services that all take TCP connections";
    return [{ code: "GR525", path: formatPath(path), given, allowed, fix }];
  }
  return [
    ...unknown,
    ...services.flatMap((name, i): Problem[] => {
      if (!connections(name)) return [];
      const given = `errors or latency of ${show(name)}, which takes TCP connections`;
      return [{ code: "GR525", path: formatPath([...path, "services", i]), given, allowed, fix }];
    }),
  ];
}

/** Checks that something is asked, and that metrics have names of their own. */
function checkMetrics({ declared, spec, path }: LocatedAnalysis): Problem[] {
  const names = comparedMetrics(declared);
  // A broken metric that was cut out may be the only one.
  const holes = [spec.metrics ?? [], spec.templates ?? []].some(hasHoles);
  if (names.length === 0 && declared.templates.length === 0 && !holes)
    return [
      {
        code: "GR525",
        path: formatPath(path),
        given: "an analysis without a metric",
        allowed: "errors, latency, metrics or templates",
        fix: "remove `errors: false` or `latency: false`, or the analysis",
      },
    ];
  const taken = new Set(["errors", "latency"]);
  return (spec.metrics ?? []).flatMap(({ name }, i): Problem[] => {
    const free = !taken.has(name);
    taken.add(name);
    if (free) return [];
    return [
      {
        code: "GR522",
        path: formatPath([...path, "metrics", i, "name"]),
        given: `the name ${show(name)}, which another metric of the analysis has`,
        allowed: "a name of its own for each metric, and neither errors nor latency",
        fix: "rename it",
      },
    ];
  });
}

/** No number of requests shows that a version is not worse at all. */
function checkBounds({ declared, path }: LocatedAnalysis): Problem[] {
  if (declared.step === undefined) return [];
  return comparedBounds(declared).flatMap(([place, { objective, margin }]): Problem[] => {
    if (Math.max(objective, margin) > 0) return [];
    return [
      {
        code: "GR525",
        path: formatPath([...path, ...place, "margin"]),
        given: "a margin of 0 without an objective",
        allowed:
          "a margin or an objective above 0: no number of requests shows that a version is not worse at all",
        fix: "write a small margin, such as `margin: 0.1` for 0.1 points of percent, or leave it out for 1",
      },
    ];
  });
}

const mostSeconds = 365 * 24 * 3600;

/** An interval below a second would ask without a pause, and a date beyond all calendars is none. */
function checkLengths({ declared, path }: LocatedAnalysis): Problem[] {
  const { warmUpSeconds, intervalSeconds, deadlineSeconds = mostSeconds } = declared;
  const times = [
    ["warmUp", warmUpSeconds, 0, "a time of at most 365 days"],
    ["interval", intervalSeconds, 1, "a time from 1 second to 365 days"],
    ["deadline", deadlineSeconds, 0, "a time of at most 365 days"],
  ] as const;
  return times
    .filter(([, length, least]) => length < least || length > mostSeconds)
    .map(([key, length, least, allowed]): Problem => ({
      ...{ code: "GR525", path: formatPath([...path, key]), allowed },
      given: length < least ? `${length * 1000} ms` : timeText(length),
      fix: length < least ? "write a longer time, such as 30s" : "write a shorter time, such as 1h",
    }));
}

function checkTimes(analysis: LocatedAnalysis, { rollout }: RolloutContext): Problem[] {
  const lengths = checkLengths(analysis);
  if (lengths.length > 0) return lengths;
  const { declared, path } = analysis;
  const { warmUpSeconds, intervalSeconds, deadlineSeconds, startingStep = 0 } = declared;
  const { length } = rollout.steps;
  if (declared.step === undefined)
    return startingStep < length
      ? []
      : [
          {
            code: "GR525",
            path: formatPath([...path, "startingStep"]),
            given: `startingStep: ${startingStep} of ${length === 1 ? "one step" : `${length} steps`}`,
            allowed: `an index from 0 to ${length - 1}`,
            fix: "count the steps from 0 on, as Argo Rollouts does, or remove it",
          },
        ];
  const least = warmUpSeconds + intervalSeconds;
  if (deadlineSeconds === undefined || deadlineSeconds >= least) return [];
  return [
    {
      code: "GR525",
      path: formatPath([...path, "deadline"]),
      given: `a deadline of ${timeText(deadlineSeconds)}, with ${timeText(warmUpSeconds)} of warm-up and an interval of ${timeText(intervalSeconds)}`,
      allowed: "time for the warm-up and one poll",
      fix: `set a deadline of at least ${timeText(Math.ceil(least / 60) * 60)}, better of ten intervals, or make warmUp and interval shorter`,
    },
  ];
}
