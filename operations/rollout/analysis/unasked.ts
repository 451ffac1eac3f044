/** Stands in for metrics servers where a driver has none. */
import type { MetricsPort, PollAnswer } from "./port";

/** A port that asks nobody: analyses hold, and tell why. */
export function unasked(why: string): MetricsPort {
  const answer: PollAnswer = {
    servers: { "the metrics servers": { why } },
    ...{ counts: [], unreached: [], argo: [] },
  };
  return { servers: [], poll: () => Promise.resolve(answer) };
}
