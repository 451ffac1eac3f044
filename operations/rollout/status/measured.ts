/** The shares of requests that metrics measured since the weights of now hold. Pure. */
import { sumOf, type Comparison } from "../../../model/analysis/evidence";
import { lives, type RolloutRecord } from "../../../model/rollout/record";
import { sequenceOf } from "../../../model/rollout/sequence";
import type { Measured } from "./report";

/** Tells what was measured of a version of a service, by callers in a cluster; null: nothing was. */
export type MeasuredShare = (cluster: string, service: string, version: string) => Measured | null;

const nothing: MeasuredShare = () => null;

/**
 * What the analyses counted since proxies took the weights of now. Counts of both sides belong
 * together: several versions that lose requests are counted as one, so that none has a share alone.
 */
export function measuredShares(record: RolloutRecord): MeasuredShare {
  const { settled, analyses = [] } = record;
  if (!lives(record) || settled === undefined || movesNow(record)) return nothing;
  const seen = analyses
    .filter(({ countsFrom }) => Date.parse(countsFrom) >= Date.parse(settled.at))
    .flatMap(({ comparisons }) => comparisons);
  return (cluster, service, version) => {
    const shares = seen.flatMap((one) => shareIn(one, { cluster, service, version }));
    const [most] = shares.sort((a, b) => b.of - a.of);
    return most && most.of > 0 ? most : null;
  };
}

function shareIn(
  { metric, service, canary, stable, totals }: Comparison,
  about: { readonly cluster: string; readonly service: string; readonly version: string },
): Measured[] {
  // Answers that failed have no place in a latency, and a metric of the user's own counts what it likes.
  if (metric !== "errors" || service !== about.service) return [];
  const here = totals.filter(({ source }) => source === about.cluster);
  const [[gains], [loses]] = [sumOf(here, "canary"), sumOf(here, "stable")];
  if (about.version === canary) return [{ requests: gains, of: gains + loses }];
  return about.version === stable.join() ? [{ requests: loses, of: gains + loses }] : [];
}

/** Whether an action that moves weights is on its way: then nothing counted holds for them. */
function movesNow(record: RolloutRecord): boolean {
  const { index, state } = record.at;
  const kind = sequenceOf(record)[index]?.doing.kind;
  return state === "decided" && (kind === "weights" || kind === "goal");
}
