// Keeps what analyses saw small enough for the object that holds the record.
import type { Analysis, Comparison, SpreadSums } from "../../analysis/evidence";
import { fewerPoints } from "../../analysis/points";
import { jsonBytes } from "./json-bytes";

/** Bytes of JSON that analyses may take with single polls, which only pages draw. */
const roomyBytes = 192 * 1024;

/** Bytes of JSON that they may take at all: packed, these are three quarters of what a record may. */
export const mostAnalysisBytes = 704 * 1024;

/** Digits of sums that are no counts; a test decides by their first two. */
const digits = 6;

/** So many points of an analysis that goes on stay, where there is no room for all; the newest decide. */
const [somePoints, fewestPoints] = [20, 2];

/** One way to save room; each gives its own result back as it is. */
interface Saving {
  /** Whether it costs single polls alone, or more. */
  readonly costs: "points" | "sums";
  /** Of analyses that have ended, or of those that go on. */
  readonly ended: boolean;
  /** Undefined: nothing of it is kept. */
  readonly of: (analysis: Analysis) => Analysis | undefined;
}

/** An analysis that is being thinned. */
interface Kept {
  readonly ended: boolean;
  analysis: Analysis | undefined;
  bytes: number;
}

/** From what nobody misses to what a rollout needs; the oldest analyses lose first. */
const savings: readonly Saving[] = [
  { costs: "points", ended: true, of: withoutTests },
  { costs: "points", ended: true, of: (one) => withPoints(one, 0) },
  { costs: "points", ended: false, of: rounded },
  { costs: "points", ended: false, of: (one) => withPoints(one, somePoints) },
  { costs: "points", ended: false, of: (one) => withPoints(one, fewestPoints) },
  { costs: "sums", ended: true, of: () => undefined },
  // Without them it takes a few polls more until even a very bad version fails.
  { costs: "sums", ended: false, of: (one) => withPoints(one, 0) },
  { costs: "sums", ended: false, of: countedAnew },
];

/**
 * All analyses, or what of them has room: first single polls go, those of the oldest analysis first,
 * then whole analyses that have ended, whose verdicts stand among the decisions. The sums of those that
 * go on are exact as long as they have room. Thinning again what was thinned changes nothing.
 *
 * @param most bytes of JSON that they may take; with less, an analysis that goes on counts each poll alone
 */
export function thinnedAnalyses(
  analyses: readonly Analysis[],
  most = mostAnalysisBytes,
): readonly Analysis[] {
  const isLast = (index: number) =>
    !analyses.slice(index + 1).some(({ background }) => background === analyses[index]!.background);
  const kept = analyses.map((analysis, i): Kept => ({
    ...{ analysis, bytes: jsonBytes(analysis), ended: !isLast(i) },
  }));
  let left = kept.reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { costs, ended, of } of savings)
    for (const one of kept) {
      if (left <= (costs === "points" ? Math.min(roomyBytes, most) : most)) break;
      if (one.ended !== ended || !one.analysis) continue;
      one.analysis = of(one.analysis);
      left -= one.bytes;
      one.bytes = one.analysis ? jsonBytes(one.analysis) : 0;
      left += one.bytes;
    }
  return kept.flatMap(({ analysis }) => analysis ?? []);
}

/** Without the sums that only a test needs that goes on. */
function withoutTests(analysis: Analysis): Analysis {
  return compared(analysis, (one) => ({ ...one, fleet: [], places: {}, spread: {} }));
}

function withPoints(analysis: Analysis, most: number): Analysis {
  return compared(analysis, (one) => ({ ...one, points: fewerPoints(one.points, most) }));
}

function rounded(analysis: Analysis): Analysis {
  const sums = (one: SpreadSums): SpreadSums => ({ ...one, squares: round(one.squares) });
  return compared(analysis, (one) => ({
    ...one,
    fleet: one.fleet.map(round),
    places: mapValues(one.places, (logs) => logs.map(round)),
    spread: mapValues(one.spread, ({ canary, stable }) => ({
      canary: sums(canary),
      stable: sums(stable),
    })),
  }));
}

function countedAnew(analysis: Analysis): Analysis {
  const { verdict } = analysis;
  return {
    ...analysis,
    ...{ comparisons: [], unreached: [] },
    verdict:
      verdict.verdict === "hold"
        ? {
            verdict: "hold",
            why: "the record has no room for the counts of so many services and clusters: each poll counts alone",
            missing: "fewer `services` in the analysis, or a release with fewer of them",
          }
        : verdict,
  };
}

function compared(analysis: Analysis, of: (one: Comparison) => Comparison): Analysis {
  return { ...analysis, comparisons: analysis.comparisons.map(of) };
}

function mapValues<T>(map: Readonly<Record<string, T>>, of: (one: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(map).map(([key, one]) => [key, of(one)]));
}

function round(value: number): number {
  return Number(value.toPrecision(digits));
}
