/** The status of a rollout as a tree. Pure. */
import type { RolloutStatus } from "../../../../model/rollout/record";
import type { RolloutReport, StatusReport } from "../report";
import { owedText, placeText, timeLeftText, waitText } from "../text";
import { drawn, type Branch } from "./branch";
import { clusterBranches } from "./clusters";
import { gateBranches } from "./gates";
import { clusterNames, shortened } from "./names";
import type { TreeQuestion } from "./question";
import { ago, lasted } from "./times";
import { bar, paintOf, signs, type Paint, type TreeStyle } from "./style";

/** How many decisions a tree shows. */
const shownDecisions = 5;

/** The lines of the tree, none of which is wider than the style says. */
export function treeLines(question: TreeQuestion, style: TreeStyle): string[] {
  const { report, unfolded } = question;
  const { rollout, release, stack, next } = report;
  const paint = paintOf(style);
  const root: Branch = {
    text: rollout
      ? headText(rollout, report, paint)
      : `No rollout of ${release} is recorded (stack ${stack})`,
    branches: [
      ...(rollout ? factBranches(rollout, report, paint) : []),
      ...clusterBranches(question, style),
      ...gateBranches(report, unfolded.all, style),
      ...decisionBranches(report, unfolded.all, paint),
      ...(next.length > 0
        ? [
            {
              text: "next",
              branches: next.map(({ command, why }) => ({
                text: `${paint.strong(command)}  ${why}`,
              })),
            },
          ]
        : []),
    ],
  };
  return drawn(root, style.width, paint.quiet);
}

function headText(
  { id, status, started, endedAt }: RolloutReport,
  { release, stack, now }: StatusReport,
  paint: Paint,
): string {
  const lives = endedAt === null;
  const when = lives
    ? `for ${lasted(started.at, now)}`
    : `after ${lasted(started.at, endedAt)}, ${ago(endedAt, now)}`;
  const head = paint.strong(`rollout ${id} of ${release}`);
  return `${head} (stack ${stack}): ${statusText(status, paint)} ${when}, started by ${started.by}`;
}

function statusText(status: RolloutStatus, { good, bad, open }: Paint): string {
  if (status === "running") return open(`${signs.now} running`);
  return status === "done" ? good(`${signs.good} done`) : bad(`${signs.bad} ${status}`);
}

function factBranches(rollout: RolloutReport, { now }: StatusReport, paint: Paint): Branch[] {
  const { at, waitsFor, timeLeft, paused, driver, skipped, owed, recorded } = rollout;
  const passed = at ? at.number - (at.state === "done" ? 0 : 1) : 0;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["", at ? `${paint.good(bar(passed / at.of, 20))} ${placeText(at, clusterNames)}` : undefined],
    [
      "waits for ",
      waitsFor
        ? `${paint.open(waitText(waitsFor))}, for ${lasted(waitsFor.since, now)} so far`
        : undefined,
    ],
    ["time left: ", timeLeft ? timeLeftText(timeLeft) : undefined],
    ["paused ", paused ? `by ${paused.by}${paused.why ? ` (${paused.why})` : ""}` : undefined],
    [
      "driver: ",
      driver ? `${driver.holder}, for ${lasted(driver.since, now)}` : waitsFor ? "none" : undefined,
    ],
    ["skipped: ", skipped.length > 0 ? clusterNames(skipped.map((one) => one.cluster)) : undefined],
    ["", owed.length > 0 ? owedText(rollout, clusterNames) : undefined],
    ["", recorded ? undefined : "the engine's state does not hold what the clusters have"],
  ];
  return facts.flatMap(([label, text]) => (text === undefined ? [] : [{ text: label + text }]));
}

function decisionBranches(
  { rollout, clusters, now }: StatusReport,
  all: boolean,
  { quiet }: Paint,
): Branch[] {
  const decisions = rollout?.decisions ?? [];
  if (decisions.length === 0) return [];
  const shown = all ? decisions : decisions.slice(-shownDecisions);
  const last = shown.length < decisions.length;
  const known = new Set(all ? [] : clusters.map(({ name }) => name));
  return [
    {
      text: last ? `last ${shown.length} of ${decisions.length} decisions` : "decisions",
      branches: shown.map(({ at, by, what, why }) => {
        const text = shortened(`${what}${why ? ` (${why})` : ""}`, known);
        return { text: `${quiet(ago(at, now))}  ${by}: ${text}` };
      }),
    },
  ];
}
