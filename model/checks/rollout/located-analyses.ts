// The analyses of a rollout with the places at which the user wrote them.
import { background, stepAnalysis, type DeclaredAnalysis } from "../../analysis/declared";
import type { Path } from "../../problem";
import type { AnalysisSpec, BackgroundAnalysis } from "../../analysis/spec";
import type { RolloutContext } from "./context";

/** An analysis, as it is declared and with its defaults. */
export interface LocatedAnalysis {
  readonly spec: AnalysisSpec | BackgroundAnalysis;
  readonly declared: DeclaredAnalysis;
  readonly path: Path;
}

/** All analyses: that in the background first, then those of steps. Broken ones are left out. */
export function locatedAnalyses({
  rollout,
  locate,
}: Pick<RolloutContext, "rollout" | "locate">): LocatedAnalysis[] {
  const { analysis, steps } = rollout;
  const beside = analysis
    ? [{ spec: analysis, declared: background(analysis), path: locate(["rollout", "analysis"]) }]
    : [];
  const ofSteps = steps.flatMap((step, i) => {
    if (!("analysis" in step)) return [];
    const { analysis: spec } = step;
    const path = locate(["rollout", "steps", i, "analysis"]);
    return [{ spec, declared: stepAnalysis(spec, i), path }];
  });
  return [...beside, ...ofSteps];
}
