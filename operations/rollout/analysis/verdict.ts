/** What the metrics of an analysis say together. Pure. */
import { argoVerdict } from "../../../model/analysis/argo/verdict";
import type { Analysis } from "../../../model/analysis/evidence";
import type { Verdict } from "../../../model/analysis/verdict";
import { inWords } from "../../../model/problem";
import { isoTime } from "../iso-time";
import type { ActiveAnalysis } from "./active";

/** So many sentences a verdict repeats. */
const mostSentences = 3;

/**
 * One metric that fails is enough. To pass, all must pass, and all servers must have answered: the
 * requests of a cluster that nobody can count may be the bad ones.
 */
export function verdictOf(
  seen: Omit<Analysis, "verdict">,
  { declared, pairs }: Pick<ActiveAnalysis, "declared" | "pairs">,
): Verdict {
  const { comparisons, unreached, argo, troubles } = seen;
  const runsTemplates = declared.templates.length > 0;
  const judged: Verdict[] = [
    ...unreached.map(({ verdict }) => verdict).filter(({ verdict }) => verdict === "fail"),
    ...comparisons.map(({ verdict }) => verdict),
    // Without a run nothing was measured: no server is known.
    ...(argo.length > 0 ? [argoVerdict(argo)] : []),
  ];
  const of = (kind: Verdict["verdict"]) => judged.filter(({ verdict }) => verdict === kind);
  if (of("fail").length > 0) return together(of("fail"), "fail");
  const away = Object.entries(troubles);
  if (away.length > 0) return awayVerdict(away);
  if (runsTemplates && argo.length === 0)
    return { verdict: "hold", why: "no metrics server is known at which templates could measure" };
  if (pairs.length > 0 && comparisons.length === 0)
    return { verdict: "hold", why: "nothing has been compared yet" };
  return of("hold").length > 0 ? together(of("hold"), "hold") : together(judged, "pass");
}

function awayVerdict(
  away: readonly (readonly [string, { since: string; why: string }])[],
): Verdict {
  const told = away.map(
    ([id, { since, why }]) => `${id} since ${isoTime(Date.parse(since))}: ${why}`,
  );
  return {
    verdict: "hold",
    why: `${away.length === 1 ? "a metrics server" : `${away.length} metrics servers`} can't be asked: ${shortened(told)}`,
    missing: `an answer of ${inWords(away.map(([id]) => id))}`,
  };
}

function together(verdicts: readonly Verdict[], verdict: Verdict["verdict"]): Verdict {
  // Metrics of the same requests miss the same.
  const missing = [...new Set(verdicts.flatMap((one) => one.missing ?? []))];
  return {
    verdict,
    why: shortened(verdicts.map(({ why }) => why)),
    ...(missing.length > 0 && verdict !== "pass" && { missing: shortened(missing) }),
  };
}

function shortened(sentences: readonly string[]): string {
  const shown = sentences.slice(0, mostSentences).join("; ");
  const more = sentences.length - mostSentences;
  return more > 0 ? `${shown}; and ${more} more` : shown;
}
