// How often a plan takes a good version back by mistake.
import type { Action, Doing } from "../rollout/sequence";
import type { RolloutSpec } from "../rollout/spec";
import { background, comparedMetrics, stepAnalysis, type DeclaredAnalysis } from "./declared";

/** How often a plan is wrong about a good version. */
export interface FalseAlarms {
  /**
   * In how many percent of rollouts, at most, comparisons take back a new version that is as good as
   * the stable one.
   */
  readonly percent: number;
  /** How many comparisons of a metric that are. */
  readonly comparisons: number;
}

/** What moves requests; a comparison in the background begins anew after each. */
const moving: readonly Doing["kind"][] = ["weights", "goal", "header", "mirror"];

/**
 * The sum over all comparisons of a plan: whatever they have to do with each other, no plan is wrong
 * more often (Boole's inequality). All services of a comparison share its false alarms. Templates are
 * not among them: nobody knows how often their conditions are wrong.
 *
 * @param actions all actions of the rollout
 */
export function falseAlarmBudget(
  actions: readonly Action[],
  { analysis }: Pick<RolloutSpec, "analysis">,
): FalseAlarms {
  const inline = actions.flatMap(({ doing, step = 0 }) =>
    doing.kind === "analysis" ? [stepAnalysis(doing.analysis, step)] : [],
  );
  const beside = analysis ? background(analysis) : undefined;
  const times = beside ? segments(actions, beside.startingStep ?? 0) : 0;
  const all: readonly (readonly [DeclaredAnalysis, times: number])[] = [
    ...inline.map((one) => [one, 1] as const),
    ...(beside ? [[beside, times] as const] : []),
  ];
  let [percent, comparisons] = [0, 0];
  for (const [declared, count] of all) {
    const metrics = comparedMetrics(declared).length * count;
    comparisons += metrics;
    percent += metrics * declared.falseAlarms;
  }
  // Sums of hundredths are off by less.
  return { percent: Math.min(100, Number(percent.toFixed(2))), comparisons };
}

/** How often what runs in the background begins: requests of other weights are counted anew. */
function segments(actions: readonly Action[], startingStep: number): number {
  const begins = actions.findIndex(({ step = Infinity }) => step >= startingStep);
  if (begins < 0) return 0;
  const moves = (from: number, to: number) =>
    actions.slice(from, to).filter(({ doing }) => moving.includes(doing.kind)).length;
  // With the last action the rollout has ended.
  return moves(begins, actions.length - 1) + Math.min(1, moves(0, begins));
}

/** The false alarms of a plan in a sentence; undefined where it compares nothing. */
export function falseAlarmText({ percent, comparisons }: FalseAlarms): string | undefined {
  if (comparisons === 0) return undefined;
  const over = comparisons === 1 ? "one comparison" : `all ${comparisons} comparisons together`;
  return `Of 100 new versions that are as good as the stable one, at most ${percent} are taken back by mistake, by ${over}.`;
}
