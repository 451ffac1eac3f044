/** What a rollout waits for at an analysis, in words. Pure. */
import type { Waiting } from "../decide/question";

/** What a rollout waits for at an analysis. */
export type AnalysisWait = Omit<Extract<Waiting, { for: "analysis" }>, "for">;

/** What metrics say so far, and what is missing. */
export function analysisText({ name, why, missing, inconclusive }: AnalysisWait): string {
  const late = inconclusive
    ? `${name}, which is inconclusive: its time is over. It goes on when it passes or somebody promotes`
    : name;
  return `${late}: ${why}${missing === undefined ? "" : `; missing: ${missing}`}`;
}

/** The same in short, for a status that tells beside it what was seen. */
export function analysisWaitText({ name, why, missing, inconclusive }: AnalysisWait): string {
  const ends = inconclusive ? ", which is inconclusive, to pass or to be promoted" : " to pass";
  return `${name}${ends}: ${missing === undefined ? why : `missing ${missing}`}`;
}
