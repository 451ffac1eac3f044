/** What a rollout waits for at an analysis, in words. Pure. */
import type { Waiting } from "../decide/question";

/** What metrics say so far, and what is missing. */
export function analysisText({
  name,
  why,
  missing,
  inconclusive,
}: Omit<Extract<Waiting, { for: "analysis" }>, "for">): string {
  const late = inconclusive
    ? `${name}, which is inconclusive: its time is over. It goes on when it passes or somebody promotes`
    : name;
  return `${late}: ${why}${missing === undefined ? "" : `; missing: ${missing}`}`;
}
