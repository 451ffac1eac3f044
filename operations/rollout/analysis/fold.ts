/** What a rollout knows of its metrics after a poll. Pure. */
import { withAnswers as withArgoAnswers } from "../../../model/analysis/argo/poll";
import type { ArgoAnswer } from "../../../model/analysis/argo/query";
import { begunComparison, withPoll } from "../../../model/analysis/comparison";
import { pairKey, type Pair } from "../../../model/analysis/counts";
import {
  comparedMetrics,
  type Bounds,
  type DeclaredAnalysis,
} from "../../../model/analysis/declared";
import type { Analysis, Comparison, Trouble, Unreached } from "../../../model/analysis/evidence";
import { judge } from "../../../model/analysis/judge";
import { begunUnreached, withUnreached } from "../../../model/analysis/unreached";
import { lives, type RolloutRecord } from "../../../model/rollout/record";
import { shareOf } from "../../../model/rollout/weights";
import { activeAnalyses, evidenceOf, isSameAnalysis, type ActiveAnalysis } from "./active";
import { begunAnalysis } from "./begun";
import type { PairCounts, PollAnswer } from "./port";
import { measuringOf, type Poll } from "./question";
import { verdictOf } from "./verdict";

/** Letters of a server's words that the record keeps. */
const mostLetters = 300;

/** A poll, and what came of it. */
export interface Answered extends Poll {
  readonly answer: PollAnswer;
}

/**
 * The record with what polls say. An answer counts once: one is left out where the analysis has ended,
 * or where another driver has asked the same meanwhile.
 *
 * @param servers ids of the metrics servers
 * @returns the record as it is where no answer counts
 */
export function withAnswers(
  record: RolloutRecord,
  answers: readonly Answered[],
  servers: readonly string[],
): RolloutRecord {
  if (answers.length === 0 || !lives(record)) return record;
  const active = activeAnalyses(record);
  return answers.reduce((now, answered) => {
    const found = active.find((one) => isSameAnalysis(one, answered.analysis));
    if (!found || found.countsFromMs !== answered.question.fromMs) return now;
    if ((evidenceOf(now, found)?.polls ?? 0) !== answered.polls) return now;
    const next = withAnswer(now, found, answered, servers);
    const others = (now.analyses ?? []).filter((one) => !isSameAnalysis(one, found));
    return { ...now, analyses: [...others, next] };
  }, record);
}

function withAnswer(
  record: RolloutRecord,
  active: ActiveAnalysis,
  { question, answer }: Answered,
  servers: readonly string[],
): Analysis {
  const before = evidenceOf(record, active) ?? begunAnalysis(active);
  const { declared } = active;
  const at = isoTime(question.nowMs);
  const measuring = measuringOf(record, active, servers);
  const isCompared = question.pairs.length > 0;
  const seen: Analysis = {
    ...before,
    polls: before.polls + 1,
    argo:
      declared.templates.length > 0
        ? [...withArgoAnswers(measuring, question.nowMs, answer.argo.map(shortError))]
        : [],
    ...(isCompared && {
      polledAt: at,
      until: untilOf(before, answer),
      troubles: troublesOf(before, answer, at),
      comparisons: comparisonsOf(before, active, answer, at),
      unreached: question.unreached ? unreachedOf(before, record, active, answer) : [],
    }),
  };
  return { ...seen, verdict: verdictOf(seen, active) };
}

function untilOf({ until }: Analysis, { servers }: PollAnswer): Analysis["until"] {
  const ends = Object.entries(servers).flatMap(([id, one]) =>
    "untilMs" in one ? [[id, isoTime(one.untilMs)] as const] : [],
  );
  return { ...until, ...Object.fromEntries(ends) };
}

function troublesOf(
  { troubles }: Analysis,
  { servers }: PollAnswer,
  at: string,
): Analysis["troubles"] {
  const away = Object.entries(servers).flatMap(([id, one]): [string, Trouble][] =>
    "why" in one ? [[id, { since: troubles[id]?.since ?? at, why: cut(one.why) }]] : [],
  );
  return Object.fromEntries(away);
}

function comparisonsOf(
  { comparisons }: Analysis,
  { declared, pairs }: ActiveAnalysis,
  answer: PollAnswer,
  at: string,
): Comparison[] {
  return comparedMetrics(declared).flatMap((metric) =>
    pairs.map((pair) => {
      const isThis = (one: Pair) => pairKey(one) === pairKey(pair);
      const known = comparisons.find((one) => one.metric === metric && isThis(one));
      const counts = answer.counts.find((one) => one.metric === metric && isThis(one.pair));
      const bounds = { ...boundsOf(declared, metric), comparisons: pairs.length };
      return compared(known ?? begunComparison(pair, metric), counts, bounds, at);
    }),
  );
}

function compared(
  before: Comparison,
  counts: PairCounts | undefined,
  bounds: Parameters<typeof judge>[1],
  at: string,
): Comparison {
  if (!counts) return before;
  const { tallies, slowMs, why } = counts;
  const after = withPoll(before, { at, tallies, ...(slowMs !== undefined && { slowMs }) });
  const verdict =
    why !== undefined && after.polls === 0
      ? ({ verdict: "hold", why } as const)
      : judge(after, bounds);
  return { ...after, verdict };
}

function boundsOf(
  { errors, latency, own, falseAlarms }: DeclaredAnalysis,
  metric: string,
): Bounds & { readonly falseAlarms: number } {
  const named = { errors, latency }[metric] ?? own.find(({ name }) => name === metric);
  const { objective = 0, margin = 0 } = named ?? {};
  return { objective, margin, falseAlarms };
}

function unreachedOf(
  { unreached }: Analysis,
  record: RolloutRecord,
  { pairs }: ActiveAnalysis,
  answer: PollAnswer,
): Unreached[] {
  const services = [...new Set(pairs.map(({ service }) => service))];
  return services.map((service) => {
    const known = unreached.find((one) => one.service === service) ?? begunUnreached(service);
    const tallies = answer.unreached.find((one) => one.service === service)?.tallies ?? [];
    return withUnreached(known, tallies, leastWeight(record, service, pairs));
  });
}

/** The least share of its requests that a gaining version has in any cluster, in percent. */
function leastWeight(
  { current }: Pick<RolloutRecord, "current">,
  service: string,
  pairs: readonly Pair[],
): number {
  const shares = Object.values(current.weights).flatMap(({ services }) =>
    pairs
      .filter((one) => one.service === service)
      .map(({ canary }) => shareOf(services[service] ?? {}, canary))
      .filter((share) => share > 0),
  );
  return Math.min(100, ...shares);
}

function shortError(answer: ArgoAnswer): ArgoAnswer {
  return answer.error === undefined ? answer : { ...answer, error: cut(answer.error) };
}

/** What a server says may be a page of HTML. */
function cut(text: string): string {
  return text.length > mostLetters ? `${text.slice(0, mostLetters)}…` : text;
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
