/** Where the evidence of an analysis begins. Pure. */
import type { Analysis } from "../../../model/analysis/evidence";
import type { ActiveAnalysis } from "./active";

/** An analysis before its first poll. */
export function begunAnalysis(active: ActiveAnalysis): Analysis {
  const { name, action, background, startedAtMs, countsFromMs } = active;
  return {
    ...{ name, action, background },
    startedAt: new Date(startedAtMs).toISOString(),
    countsFrom: new Date(countsFromMs).toISOString(),
    ...{ polls: 0, until: {}, troubles: {}, comparisons: [], unreached: [], argo: [] },
    verdict: { verdict: "hold", why: "no poll has been made yet" },
  };
}
