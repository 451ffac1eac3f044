// The analyses of a plan in their long form, with all defaults.
import type { Duration } from "../release/routing";
import { seconds } from "../release/duration";
import type {
  AnalysisArgument,
  AnalysisSpec,
  BackgroundAnalysis,
  ErrorsSpec,
  LatencySpec,
  OwnMetric,
} from "./spec";
import type { RolloutSpec } from "../rollout/spec";

/** By how much a new version may be worse; both in percent. */
export interface Bounds {
  readonly objective: number;
  readonly margin: number;
}

/** An analysis with its defaults. */
export interface DeclaredAnalysis {
  /** Unique in the plan, unless two were given one name. */
  readonly name: string;
  /** Index of its step; left out: it runs beside the steps. */
  readonly step?: number;
  /** Left out: failed requests are not compared. */
  readonly errors?: Bounds;
  /** Left out: slow requests are not compared. */
  readonly latency?: Bounds & {
    /** Milliseconds. @default by the history of the stable version */
    readonly slowMs?: number;
  };
  readonly own: readonly Required<OwnMetric>[];
  /** Names in `analysisTemplates`. */
  readonly templates: readonly string[];
  readonly args: readonly AnalysisArgument[];
  /** Left out: all services that its step moves. */
  readonly services?: readonly string[];
  readonly intervalSeconds: number;
  readonly warmUpSeconds: number;
  /** Percent, for each metric of a step. */
  readonly falseAlarms: number;
  /** Of a step alone. */
  readonly deadlineSeconds?: number;
  /** Of a step alone. */
  readonly onInconclusive?: NonNullable<AnalysisSpec["onInconclusive"]>;
  /** In the background alone: the index of the step from which on it runs. */
  readonly startingStep?: number;
}

/** All analyses of a plan: that in the background first, then those of steps in their order. */
export function declaredAnalyses({
  analysis,
  steps,
}: Pick<RolloutSpec, "analysis" | "steps">): DeclaredAnalysis[] {
  const ofSteps = steps.flatMap((step, i) =>
    "analysis" in step ? [stepAnalysis(step.analysis, i)] : [],
  );
  return analysis ? [background(analysis), ...ofSteps] : ofSteps;
}

/**
 * The analysis of a step.
 *
 * @param step its index in the declared steps
 */
export function stepAnalysis(spec: AnalysisSpec, step: number): DeclaredAnalysis {
  const { deadline = "1h", onInconclusive = "hold" } = spec;
  const name = spec.name ?? `analysis-${step + 1}`;
  return { ...common(spec, name), step, deadlineSeconds: seconds(deadline), onInconclusive };
}

/** The analysis beside the steps. */
export function background(spec: BackgroundAnalysis): DeclaredAnalysis {
  return { ...common(spec, spec.name ?? "background"), startingStep: spec.startingStep ?? 0 };
}

/** The names of the metrics that an analysis compares; those of templates are not compared. */
export function comparedMetrics({ errors, latency, own }: DeclaredAnalysis): string[] {
  return [
    ...(errors ? ["errors"] : []),
    ...(latency ? ["latency"] : []),
    ...own.map(({ name }) => name),
  ];
}

/** The bounds of each comparison, with its place in the declaration. */
export function comparedBounds({
  errors,
  latency,
  own,
}: DeclaredAnalysis): (readonly [place: readonly (string | number)[], bounds: Bounds])[] {
  return [
    ...(errors ? [[["errors"], errors] as const] : []),
    ...(latency ? [[["latency"], latency] as const] : []),
    ...own.map((metric, i) => [["metrics", i], metric] as const),
  ];
}

function common(spec: AnalysisSpec | BackgroundAnalysis, name: string) {
  const { metrics = [], templates = [], args = [], services } = spec;
  const { interval = "30s", warmUp = "60s", falseAlarms = 1 } = spec;
  const byDefault = metrics.length === 0 && templates.length === 0;
  const errors = spec.errors ?? (byDefault && {});
  const latency = spec.latency ?? (byDefault && {});
  return {
    name,
    ...(errors && { errors: boundsOf(errors) }),
    ...(latency && { latency: { ...boundsOf(latency), ...slow(latency.slow) } }),
    own: metrics.map((metric) => ({
      ...{ versionLabel: "version", clusterLabel: "cluster" },
      ...metric,
      ...boundsOf(metric),
    })),
    templates: templates.map(({ templateName }) => templateName),
    args,
    ...(services && { services }),
    intervalSeconds: seconds(interval),
    warmUpSeconds: seconds(warmUp),
    falseAlarms,
  };
}

function boundsOf({ objective = 0, margin = 1 }: ErrorsSpec | LatencySpec | OwnMetric): Bounds {
  return { objective, margin };
}

function slow(bound: Duration | undefined) {
  return bound === undefined ? {} : { slowMs: seconds(bound) * 1000 };
}
