/** What a driver says while it drives, and how it ended. Pure. */
import { inWords } from "../../../model/problem";
import type { RolloutRecord } from "../../../model/rollout/record";
import type { Next } from "../decide/question";
import type { DriveEnd, DriveWaiting } from "../drive";
import { analysisText } from "./analysis-text";
import { isoTime } from "../iso-time";
import { decisionText } from "./text";

/**
 * A line for what a driver does next; undefined where nothing is to say.
 *
 * @param before the record by which it was decided: a poll changes the record, and decides nothing
 */
export function nextLine(next: Next, before: RolloutRecord): string | undefined {
  switch (next.do) {
    case "save": {
      const last = next.record.decisions.at(-1);
      return last === before.decisions.at(-1) ? undefined : last && decisionText(last);
    }
    case "take back":
      return `makes sure of the weights in ${inWords(next.clusters)}`;
    case "record":
      return "lets the engine record what the clusters have: pulumi up";
    case "wait":
      return `waits for ${waitingText(next.waiting)}`;
    default:
      return undefined;
  }
}

/** What is waited for; the same wait has the same text. */
export function waitingText(waiting: DriveWaiting): string {
  switch (waiting.for) {
    case "time":
      return `the end of a pause, at ${isoTime(waiting.untilMs)}`;
    case "promotion":
      return "somebody to promote: npx gray rollout promote";
    case "resume":
      return `somebody to resume it, which ${waiting.by} paused: npx gray rollout resume`;
    case "clusters":
      return `${inWords(waiting.names)} to answer: ${waiting.why}`;
    case "proxies":
      return `the proxies of ${inWords(waiting.names)}: ${waiting.why}`;
    case "gate":
      return `${waiting.name}: ${waiting.why}`;
    case "analysis":
      return analysisText(waiting);
    case "home":
      return `the home of the rollout: ${waiting.why}`;
  }
}

/** How a driver ended, in a line. */
export function endText(end: DriveEnd): string {
  switch (end.end) {
    case "none":
      return "No rollout runs: no cluster has a record of one. To start one: npx gray rollout start";
    case "ended": {
      const { id, status } = end.record;
      const state =
        end.unrecorded === undefined ? "" : ` It is not recorded in the state: ${end.unrecorded}.`;
      return `Rollout ${id} is over: ${status}.${state}`;
    }
    case "waiting":
      return `The rollout waits for ${waitingText(end.waiting)}.`;
    case "stopped":
      return `The driver stopped: ${end.why}. Where the rollout stands: npx gray rollout status`;
  }
}
