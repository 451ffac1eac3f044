/** When metrics servers are asked, and what. Pure. */
import { dueQueries, nextDueAt, type Measuring } from "../../../model/analysis/argo/poll";
import { runMetrics } from "../../../model/analysis/argo/metrics";
import { begunRuns } from "../../../model/analysis/argo/run";
import { pairKey } from "../../../model/analysis/counts";
import type { Analysis } from "../../../model/analysis/evidence";
import type { RolloutRecord } from "../../../model/rollout/record";
import {
  activeAnalyses,
  evidenceOf,
  isAsked,
  type ActiveAnalysis,
  type AnalysisKey,
} from "./active";
import type { PollQuestion } from "./port";

/** A poll that is due. */
export interface Poll {
  readonly analysis: AnalysisKey;
  /** How many polls came before it: an answer counts only where none came between. */
  readonly polls: number;
  readonly question: PollQuestion;
}

/** A time, and what the decisions at that time know. */
export interface Now {
  /** By the clock of home, in milliseconds since 1970. */
  readonly nowMs: number;
  /** Ids of the metrics servers. */
  readonly servers: readonly string[];
}

/** The polls of a rollout that are due. */
export function duePolls(record: RolloutRecord, now: Now): Poll[] {
  return activeAnalyses(record).flatMap((active) => {
    const seen = evidenceOf(record, active);
    if (nextPollMs(record, active, now.servers) > now.nowMs) return [];
    const { name, action, background } = active;
    return [
      {
        analysis: { name, action, background },
        polls: seen?.polls ?? 0,
        question: questionOf(record, active, now),
      },
    ];
  });
}

/** When the next poll of an analysis is due, in milliseconds since 1970; `Infinity`: never. */
export function nextPollMs(
  record: RolloutRecord,
  active: ActiveAnalysis,
  servers: readonly string[],
): number {
  if (!isAsked(active)) return Infinity;
  const measured = nextDueAt(measuringOf(record, active, servers)) ?? Infinity;
  return Math.min(comparedMs(record, active), measured);
}

/** The runs of an analysis' templates; before the first poll at all servers. */
export function measuringOf(
  record: RolloutRecord,
  active: ActiveAnalysis,
  servers: readonly string[],
): Measuring {
  const { templates, args } = active.declared;
  const asked = { templates: templates.map((templateName) => ({ templateName })), args };
  const declared = record.spec.analysisTemplates ?? {};
  const known = evidenceOf(record, active)?.argo ?? [];
  return {
    runs: known.length > 0 ? known : begunRuns(asked, declared, servers),
    metrics: runMetrics(asked, declared),
    startedAtMs: active.startedAtMs,
  };
}

/** When the next comparison is due. The first one has to wait until something can be counted. */
function comparedMs(record: RolloutRecord, active: ActiveAnalysis): number {
  const { pairs, declared, startedAtMs } = active;
  if (pairs.length === 0) return Infinity;
  const seen = evidenceOf(record, active);
  const intervalMs = declared.intervalSeconds * 1000;
  if (seen?.polledAt !== undefined) return Date.parse(seen.polledAt) + intervalMs;
  return Math.max(startedAtMs, active.countsFromMs + intervalMs);
}

function questionOf(
  record: RolloutRecord,
  active: ActiveAnalysis,
  { nowMs, servers }: Now,
): PollQuestion {
  const { declared, pairs } = active;
  const seen = evidenceOf(record, active);
  const compares = comparedMs(record, active) <= nowMs;
  const { errors, latency, own } = declared;
  const argo = dueQueries(measuringOf(record, active, servers), nowMs);
  const until = Object.entries(seen?.until ?? {});
  return {
    pairs: compares ? pairs : [],
    errors: compares && errors !== undefined,
    ...(compares &&
      latency && {
        latency: {
          bounds: boundsOf(seen),
          ...(latency.slowMs !== undefined && { slowMs: latency.slowMs }),
        },
      }),
    own: compares ? own : [],
    unreached: compares && errors !== undefined,
    from: Object.fromEntries(until.map(([id, at]) => [id, Date.parse(at)])),
    fromMs: active.countsFromMs,
    ...{ nowMs, argo },
  };
}

/** The bounds that are fixed: what was counted by one is never counted by another. */
function boundsOf(seen: Analysis | undefined): Record<string, number> {
  const fixed = (seen?.comparisons ?? []).flatMap((one) =>
    one.slowMs === undefined ? [] : [[pairKey(one), one.slowMs] as const],
  );
  return Object.fromEntries(fixed);
}
