/** Says what a rollout waits for: what a driver would decide now, in the words of a status. Pure. */
import { inWords } from "../../../model/problem";
import type { RolloutRecord } from "../../../model/rollout/record";
import { doingText } from "../../../model/rollout/words";
import { decideUnasked } from "../decide/decide";
import type { Next, Waiting } from "../decide/question";
import { analysisWaitText } from "./analysis-text";
import type { WaitReport } from "./report";

/** What is known beside the record. */
export interface Around {
  readonly nowMs: number;
  /** Whether a driver holds the Lease. */
  readonly driven: boolean;
}

/** What a rollout that lives waits for. */
export function waitOf(record: RolloutRecord, { nowMs, driven }: Around): WaitReport {
  const { since } = record.at;
  const next = decideUnasked({ record, nowMs, by: "nobody" });
  if (next.do === "wait" && (driven || next.waiting.for !== "analysis"))
    return ownWait(next.waiting, record, nowMs);
  const driving = driven ? drivenWait(next, record) : undefined;
  return driving ?? { kind: "driver", what: dueText(next), since, secondsLeft: null };
}

/** What ends by itself or by a person, with a driver and without one. */
function ownWait(waiting: Waiting, { at, held }: RolloutRecord, nowMs: number): WaitReport {
  const { since } = at;
  if (waiting.for === "resume")
    return {
      ...{ kind: "resume", what: `somebody to resume it: ${waiting.by} paused it` },
      ...{ since: held?.at ?? since, secondsLeft: null },
    };
  if (waiting.for === "analysis")
    return { kind: "analysis", what: analysisWaitText(waiting), since, secondsLeft: null };
  if (waiting.for !== "time")
    return { kind: "promotion", what: "somebody to promote", since, secondsLeft: null };
  const secondsLeft = Math.max(0, Math.ceil((waiting.untilMs - nowMs) / 1000));
  return { kind: "time", what: "the end of the pause", since, secondsLeft };
}

/** What a driver that holds the Lease is at. */
function drivenWait(next: Next, record: RolloutRecord): WaitReport | undefined {
  const { since } = record.at;
  if (next.do === "write")
    return {
      ...{ kind: "proxies", what: `the proxies in ${inWords(next.clusters)} to take it` },
      ...{ since, secondsLeft: null },
    };
  if (next.do !== "ask") return undefined;
  return { kind: "gate", what: doingText(next.action.doing), since, secondsLeft: null };
}

/** What a driver would do first. */
function dueText(next: Next): string {
  if (next.do === "ask") return `a driver to ${doingText(next.action.doing)}`;
  if (next.do === "wait" && next.waiting.for === "analysis")
    return `a driver that asks the metrics for ${analysisWaitText(next.waiting)}`;
  if (next.do === "write") return `a driver to write it in ${inWords(next.clusters)}`;
  const decided = next.do === "save" ? next.record.decisions.at(-1)?.what : undefined;
  return decided === undefined ? "a driver" : `a driver; due is ${decided}`;
}
