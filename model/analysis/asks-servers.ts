// Whether the analyses of a rollout need the metrics servers of its stack.
import type { RolloutSpec } from "../rollout/spec";
import { comparedMetrics, declaredAnalyses } from "./declared";

/** Whether a plan has an analysis at all: a template may name a server that is none of the stack. */
export function asksAny({ steps, analysis }: RolloutSpec): boolean {
  return declaredAnalyses({ steps, ...(analysis && { analysis }) }).length > 0;
}

/**
 * Whether an analysis asks them: a comparison does, and so does a query of a template that names no
 * server of its own.
 *
 * @param rollout parts that had mistakes may be missing
 */
export function asksServers({
  steps = [],
  analysis,
  analysisTemplates = {},
}: RolloutSpec): boolean {
  return declaredAnalyses({ steps, ...(analysis && { analysis }) }).some(
    (one) =>
      comparedMetrics(one).length > 0 ||
      one.templates
        .flatMap((name) => analysisTemplates[name]?.metrics ?? [])
        .some(({ provider }) => !provider.prometheus.address),
  );
}
