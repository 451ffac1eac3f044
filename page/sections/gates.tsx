// What analyses decided, with their evidence and with what is missing.
import type { AnalysisReport } from "../../operations/rollout/status/report";
import { countText, shareText } from "../numbers";
import { Icon } from "../icons";
import { Table } from "../table";
import { Time } from "../times";

const words = {
  pass: ["yes", "passes"],
  fail: ["no", "failed"],
  hold: ["wait", "not decided yet"],
} as const;

/** The analyses; the ones that failed come first, then those that go on. */
export function Gates({ analyses }: { readonly analyses: readonly AnalysisReport[] }) {
  const rank = ({ verdict, active }: AnalysisReport) => (verdict === "fail" ? 0 : active ? 1 : 2);
  const all = analyses
    .map((one, i) => [one, i] as const)
    .sort(([a, i], [b, j]) => rank(a) - rank(b) || i - j)
    .map(([one]) => one);
  const matters = ({ verdict, active }: AnalysisReport) => verdict === "fail" || active;
  const quiet = all.filter((one) => !matters(one));
  return (
    <section aria-labelledby="gates">
      <h2 id="gates">Analyses: the evidence</h2>
      {all.length === 0 && <p>No analysis has been asked.</p>}
      {all.filter(matters).map((one) => (
        <Gate analysis={one} />
      ))}
      {quiet.length > 0 && (
        <details>
          <summary>
            {quiet.length === 1 ? "1 analysis that is" : `${quiet.length} analyses that are`} over
            and did not fail
          </summary>
          {quiet.map((one) => (
            <Gate analysis={one} />
          ))}
        </details>
      )}
    </section>
  );
}

function Gate({ analysis }: { readonly analysis: AnalysisReport }) {
  const { name, step, background, active, verdict, why, missing, polls, polledAt, countsFrom } =
    analysis;
  const { deadline, inconclusive, away, metrics, unreached, templates, nextPollAt } = analysis;
  const [sign, word] = wordsOf(verdict, active);
  const title = `${name}, ${background ? `in the background since step ${step}` : `at step ${step}`}`;
  return (
    <section class={`gate ${verdict}`} aria-label={title}>
      <h3>
        {title}:{" "}
        <span class="standing">
          <Icon sign={sign} /> {inconclusive ? "inconclusive, its time is over" : word}
        </span>
      </h3>
      <p>{why}.</p>
      {missing !== null && <p>{capital(lackText(analysis, missing))}.</p>}
      {away.map(({ server, since, why: trouble }) => (
        <p class="warn">
          The metrics server {server} is away since <Time at={since} />: {trouble}
        </p>
      ))}
      {metrics.length > 0 && (
        <Table
          caption={`${title}: metrics`}
          head={["Metric", "Verdict", "New version", "Bad", "Beside it", "Bad", "Why"]}
          rows={metrics.map((one) => [
            `${one.service} ${one.metric}${one.slowMs === null || one.metric !== "latency" ? "" : ` (over ${one.slowMs} ms)`}`,
            <Verdict of={one.verdict} active={active} />,
            `${one.version}: ${countText(one.counts[0])}`,
            badText(one.counts),
            `${one.beside.join(", ")}: ${countText(one.countsBeside[0])}`,
            badText(one.countsBeside),
            one.missing === null || one.verdict === "pass"
              ? one.why
              : `${one.why}; ${lackText({ verdict: one.verdict, active }, one.missing)}`,
          ])}
        />
      )}
      {templates.length > 0 && (
        <Table
          caption={`${title}: templates`}
          head={["Template", "Server", "Phase", "Last value", "Message"]}
          rows={templates.map((one) => [
            `${one.template}/${one.metric}${one.dryRun ? " (dry run)" : ""}`,
            ...[one.server, one.phase, one.value ?? "-", one.message ?? "-"],
          ])}
        />
      )}
      {unreached
        .filter(({ counts }) => counts[0] > 0)
        .map(({ service, counts, why: lost, verdict: judged }) => (
          <p class={judged === "fail" ? "warn" : "quiet"}>
            {service}:{" "}
            {counts[1] === 0
              ? `each of ${countText(counts[0])} requests reached a pod.`
              : `${countText(counts[1])} of ${countText(counts[0])} requests reached no pod of any version.`}{" "}
            {judged === "fail" && `${lost}.`}
          </p>
        ))}
      <p class="quiet">
        {polls === 1 ? "1 poll" : `${polls} polls`}
        {polledAt !== null && (
          <>
            , the last one at <Time at={polledAt} />
          </>
        )}
        ; requests count since <Time at={countsFrom} />.
        {active && nextPollAt !== null && (
          <>
            {" "}
            The next poll is due at <Time at={nextPollAt} />.
          </>
        )}
        {active && deadline !== null && (
          <>
            {" "}
            It must decide until <Time at={deadline.at} />; then {thens[deadline.then]}.
          </>
        )}
      </p>
    </section>
  );
}

const thens = {
  hold: "the rollout waits for it or for a person",
  abort: "all clusters go back to the start",
  promote: "the rollout goes on",
} as const;

/** What a pass needs yet, or would have needed. */
function lackText(
  { verdict, active }: Pick<AnalysisReport, "verdict" | "active">,
  missing: string,
): string {
  // That it would have passed stands in the sentence.
  if (verdict === "fail") return missing;
  return `${active ? "missing" : "missing at the end"}: ${missing}`;
}

function Verdict({
  of,
  active,
}: {
  readonly of: AnalysisReport["verdict"];
  readonly active: boolean;
}) {
  const [sign, word] = wordsOf(of, active);
  return (
    <span class="verdict">
      <Icon sign={sign} /> {word}
    </span>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function wordsOf(verdict: AnalysisReport["verdict"], active: boolean) {
  return verdict === "hold" && !active ? (["wait", "not decided"] as const) : words[verdict];
}

function badText(counts: readonly [number, number]): string {
  return `${countText(counts[1])} (${shareText(counts[1], counts[0])})`;
}
