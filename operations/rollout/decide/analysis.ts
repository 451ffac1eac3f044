/** Decides by what metrics say. Pure. */
import type { Mark, RolloutRecord } from "../../../model/rollout/record";
import { timeText } from "../../../model/rollout/words";
import {
  activeAnalyses,
  evidenceOf,
  inlineAnalysis,
  isAsked,
  type ActiveAnalysis,
} from "../analysis/active";
import { nextPollMs } from "../analysis/question";
import { isoTime } from "../iso-time";
import type { Next, Question } from "./question";
import { backToStart, doneWith } from "./transitions";

/**
 * Why metrics take a rollout back, in a sentence without a full stop; undefined where they do not. Of
 * an analysis that a person has promoted, nothing counts.
 */
export function failureOf(record: RolloutRecord): string | undefined {
  const { promoted, at, analyses = [] } = record;
  if (analyses.length === 0) return undefined;
  for (const active of activeAnalyses(record)) {
    const verdict = evidenceOf(record, active)?.verdict;
    if (verdict?.verdict !== "fail") continue;
    if (!active.background && (promoted?.full || promoted?.index === at.index)) continue;
    const { why, missing } = verdict;
    return `${active.name} failed: ${why}${missing === undefined ? "" : `; ${missing}`}`;
  }
  return undefined;
}

/** At the step of an analysis: goes on, waits, or does what the plan says where it does not decide. */
export function decideAnalysis({ record, nowMs, servers = [] }: Question, mark: Mark): Next {
  const active = inlineAnalysis(record);
  if (!active || !isAsked(active))
    return save(doneWith(record, mark, "none of its services gains traffic here"));
  const { name, declared, startedAtMs } = active;
  const { deadlineSeconds = Infinity, onInconclusive } = declared;
  const verdict = evidenceOf(record, active)?.verdict ?? unknownYet(active);
  const { why, missing } = verdict;
  if (verdict.verdict === "pass") return save(doneWith(record, mark, `${name} passed: ${why}`));
  const inconclusive = nowMs >= startedAtMs + deadlineSeconds * 1000;
  // A driver that comes after the deadline asks once more.
  const isDue = nextPollMs(record, active, servers) <= nowMs;
  const late = `${name} did not decide within ${timeText(deadlineSeconds)}: ${why}`;
  if (inconclusive && !isDue && onInconclusive === "abort")
    return save(backToStart(record, "failed", mark, late));
  if (inconclusive && !isDue && onInconclusive === "promote")
    return save(doneWith(record, mark, `${late}; the plan promotes it then`));
  const waiting = { for: "analysis", name, why, inconclusive } as const;
  return { do: "wait", waiting: { ...waiting, ...(missing !== undefined && { missing }) } };
}

function unknownYet(active: ActiveAnalysis) {
  const from = isoTime(active.countsFromMs);
  return {
    ...{ verdict: "hold", why: `no poll has been made yet; requests count from ${from} on` },
    missing: undefined,
  } as const;
}

function save(record: RolloutRecord): Next {
  return { do: "save", record };
}
