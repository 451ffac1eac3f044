/** Which analyses watch a rollout where it stands. Pure. */
import type { Pair } from "../../../model/analysis/counts";
import {
  background,
  comparedMetrics,
  stepAnalysis,
  type DeclaredAnalysis,
} from "../../../model/analysis/declared";
import type { Analysis } from "../../../model/analysis/evidence";
import type { RolloutRecord } from "../../../model/rollout/record";
import { sequenceOf, type Action } from "../../../model/rollout/sequence";
import { movedServices, pairsOf } from "./pairs";

/** What tells the analyses of one rollout apart. */
export type AnalysisKey = Pick<Analysis, "name" | "action" | "background">;

/** An analysis that watches the rollout now. */
export interface ActiveAnalysis extends AnalysisKey {
  readonly declared: DeclaredAnalysis;
  readonly pairs: readonly Pair[];
  /** In milliseconds since 1970: when it began, and since when requests count. */
  readonly startedAtMs: number;
  readonly countsFromMs: number;
}

/** So long before its step an analysis counts at most: servers must have counters of that time. */
const longestLookMs = 3_600_000;

/**
 * The analysis of the step at which a rollout stands, and the one in the background, which begins anew
 * each time that traffic has moved: counts of other weights belong to another question.
 */
export function activeAnalyses(
  record: RolloutRecord,
  sequence?: readonly Action[],
): ActiveAnalysis[] {
  const { analysis, steps } = record.spec;
  if (!analysis && !steps.some((step) => "analysis" in step)) return [];
  const actions = sequence ?? sequenceOf(record);
  const inline = inlineAnalysis(record, actions);
  const beside = backgroundAnalysis(record, actions);
  return [...(beside ? [beside] : []), ...(inline ? [inline] : [])];
}

/** The analysis at whose step a rollout stands. */
export function inlineAnalysis(
  record: RolloutRecord,
  actions: readonly Action[] = sequenceOf(record),
): ActiveAnalysis | undefined {
  const { at, settled } = record;
  const action = at.state === "decided" ? actions[at.index] : undefined;
  if (action?.doing.kind !== "analysis") return undefined;
  const declared = stepAnalysis(action.doing.analysis, action.step ?? 0);
  const startedAtMs = Date.parse(at.since);
  const settledMs = settled ? Date.parse(settled.at) : startedAtMs;
  return {
    ...{ name: declared.name, action: at.index, background: false, declared, startedAtMs },
    pairs: comparedPairs(record, declared, action.services),
    countsFromMs: Math.max(settledMs + declared.warmUpSeconds * 1000, startedAtMs - longestLookMs),
  };
}

function backgroundAnalysis(
  record: RolloutRecord,
  actions: readonly Action[],
): ActiveAnalysis | undefined {
  const { spec, settled, at } = record;
  if (!spec.analysis || !settled) return undefined;
  const declared = background(spec.analysis);
  // The goal comes after all steps.
  const begins = actions.findIndex(({ step = Infinity }) => step >= (declared.startingStep ?? 0));
  if (at.index < begins) return undefined;
  const startedAtMs = Date.parse(settled.at);
  return {
    ...{ name: declared.name, action: settled.index, background: true, declared, startedAtMs },
    pairs: comparedPairs(record, declared, movedServices(record)),
    countsFromMs: startedAtMs + declared.warmUpSeconds * 1000,
  };
}

/** Whether anything can come of an analysis: it compares versions, or runs templates. */
export function isAsked({ declared, pairs }: Pick<ActiveAnalysis, "declared" | "pairs">): boolean {
  return pairs.length > 0 || declared.templates.length > 0;
}

/** What a record has seen for an analysis, unless requests count only from a later time on. */
export function evidenceOf(
  { analyses = [] }: Pick<RolloutRecord, "analyses">,
  active: ActiveAnalysis,
): Analysis | undefined {
  return analyses.find(
    (one) => isSameAnalysis(one, active) && Date.parse(one.countsFrom) >= active.countsFromMs,
  );
}

/** Whether two are the same analysis of one rollout. */
export function isSameAnalysis(one: AnalysisKey, other: AnalysisKey): boolean {
  return (
    one.name === other.name && one.action === other.action && one.background === other.background
  );
}

function comparedPairs(
  record: RolloutRecord,
  declared: DeclaredAnalysis,
  moved: readonly string[],
): Pair[] {
  if (comparedMetrics(declared).length === 0) return [];
  const { services = moved } = declared;
  return pairsOf(
    record,
    moved.filter((name) => services.includes(name)),
  );
}
