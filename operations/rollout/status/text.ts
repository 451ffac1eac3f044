/** The status of a rollout in plain lines. Pure. */
import { inWords } from "../../../model/problem";
import { timesText } from "../../../model/diagrams/rollout";
import type { Decision } from "../../../model/rollout/record";
import { timeText, weightsText } from "../../../model/rollout/words";
import { analysisLines } from "./analyses-text";
import type {
  StepReport,
  ClusterReport,
  NextCommand,
  RolloutReport,
  ServiceReport,
  StatusReport,
} from "./report";

/** How many decisions a status shows. */
const shownDecisions = 5;

/** The whole status. */
export function statusText(report: StatusReport): string {
  const { release, stack, rollout, clusters, next } = report;
  const head = rollout
    ? rolloutLines(rollout, report)
    : [`No rollout of ${release} is recorded (stack ${stack}).`];
  const lines = [
    ...[...head, "", ...clusters.flatMap(clusterLines)],
    ...(rollout ? analysisLines(rollout, report.now) : []),
    ...(rollout ? ["", ...decisionLines(rollout.decisions)] : []),
    ...(next.length > 0 ? ["", ...nextLines(next)] : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** What a rollout does at this moment, in one line; null: nothing, as it has ended or not begun. */
export function nowLine({ rollout }: Pick<StatusReport, "rollout">): string | null {
  if (!rollout?.waitsFor) return null;
  const at = rollout.at ? `${placeText(rollout.at)}; ` : "";
  return `${at}waits for ${waitText(rollout.waitsFor)}`;
}

/** A decision, as a status and a history show it. */
export function decisionText({ at, by, what, why }: Decision): string {
  return `${at}  ${by}: ${what}${why ? ` (${why})` : ""}`;
}

function rolloutLines(rollout: RolloutReport, { release, stack, now }: StatusReport): string[] {
  const { id, status, started, endedAt, at, waitsFor, timeLeft, paused, owed } = rollout;
  const ended = endedAt === null ? "" : `, ended ${since(endedAt, now)}`;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["at", at ? placeText(at) : undefined],
    [
      "waits for",
      waitsFor ? `${waitText(waitsFor)}, since ${since(waitsFor.since, now)}` : undefined,
    ],
    ["time left", timeLeft ? timeLeftText(timeLeft) : undefined],
    ["paused", paused ? `by ${paused.by}${paused.why ? ` (${paused.why})` : ""}` : undefined],
    ["driver", driverText(rollout)],
    [
      "skipped",
      rollout.skipped.length > 0 ? inWords(rollout.skipped.map((one) => one.cluster)) : undefined,
    ],
    [
      "owed to",
      owed.length > 0
        ? `${inWords(owed)}: ${owed.length === 1 ? "it does" : "they do"} not have the end yet`
        : undefined,
    ],
    [
      "state",
      rollout.recorded
        ? undefined
        : "not recorded: the engine's state does not hold what the clusters have",
    ],
  ];
  return [
    `Rollout ${id} of ${release} (stack ${stack}): ${status}, started by ${started.by} ${since(started.at, now)}${ended}`,
    ...rows.flatMap(([label, text]) =>
      text === undefined ? [] : [`  ${label.padEnd(9)}  ${text}`],
    ),
  ];
}

/** A step, with its place in the sequence. @param list names its clusters */
export function placeText(
  { number, of, wave, waves, what, clusters, state }: StepReport,
  list: (names: readonly string[]) => string = inWords,
): string {
  const where = clusters.length > 0 ? ` in ${list(clusters)}` : "";
  const waveOf = waves > 1 ? `wave ${wave} of ${waves}, ` : "";
  return `step ${number} of ${of}: ${waveOf}${what}${where}${state === "done" ? " (done)" : ""}`;
}

/** What clusters still lack after the end of a rollout. @param list names them */
export function owedText(
  { status, owed }: Pick<RolloutReport, "status" | "owed">,
  list: (names: readonly string[]) => string = inWords,
): string {
  if (status !== "done") return `traffic is not back yet in ${list(owed)}`;
  return `${list(owed)} ${owed.length === 1 ? "does" : "do"} not have the weights of the goal yet`;
}

/** What a rollout waits for, and how long. */
export function waitText({ what, secondsLeft }: NonNullable<RolloutReport["waitsFor"]>): string {
  return secondsLeft === null ? what : `${what}, ${timeText(secondsLeft)} left`;
}

/** The time that is left by the plan, and until its deadline. */
export function timeLeftText({
  deadlineSeconds,
  ...times
}: NonNullable<RolloutReport["timeLeft"]>): string {
  if (deadlineSeconds === null) return timesText(times);
  const deadline =
    deadlineSeconds > 0
      ? `the deadline is in ${timeText(deadlineSeconds)}`
      : `the deadline was ${timeText(-deadlineSeconds)} ago`;
  return `${timesText(times)}; ${deadline}`;
}

function driverText({ driver, waitsFor }: RolloutReport): string | undefined {
  if (driver) return `${driver.holder}, since ${driver.since}, holds it until ${driver.until}`;
  return waitsFor ? "none" : undefined;
}

function clusterLines({ name, state, failure, wave, services }: ClusterReport): string[] {
  const head = [
    `${name}: ${state === "free" ? "ready for a rollout" : state}`,
    ...(wave === null ? [] : [`wave ${wave}`]),
    ...(failure === null ? [] : [failure]),
  ].join(", ");
  const widest = Math.max(0, ...services.map((one) => one.name.length));
  return [head, ...services.map((one) => `  ${one.name.padEnd(widest)}  ${serviceText(one)}`)];
}

function serviceText({ live, recorded, goal, versions }: ServiceReport): string {
  const split = live ? weightsText(live) : "no weights known";
  const notes = [
    ...(recorded && live && weightsText(recorded) !== weightsText(live)
      ? [`recorded ${weightsText(recorded)}`]
      : []),
    ...(goal && (!live || weightsText(goal) !== weightsText(live))
      ? [`goal ${weightsText(goal)}`]
      : []),
  ];
  const pods = versions.map(({ name, wanted, available }) =>
    wanted === null || available === null
      ? `${name} pods not known`
      : `${name} ${available}/${wanted} ${wanted === 1 ? "pod" : "pods"}`,
  );
  const weights = `${split}${notes.length > 0 ? ` (${notes.join("; ")})` : ""}`;
  return [weights, ...(pods.length > 0 ? [pods.join(", ")] : [])].join("  |  ");
}

function decisionLines(decisions: readonly Decision[]): string[] {
  if (decisions.length === 0) return ["No decision is kept."];
  const shown = decisions.slice(-shownDecisions);
  const head =
    shown.length < decisions.length
      ? `Decisions, the last ${shown.length} of ${decisions.length}:`
      : "Decisions:";
  return [head, ...shown.map((one) => `  ${decisionText(one)}`)];
}

function nextLines(next: readonly NextCommand[]): string[] {
  const widest = Math.max(...next.map(({ command }) => command.length));
  return ["Next:", ...next.map(({ command, why }) => `  ${command.padEnd(widest)}  ${why}`)];
}

/** A time, and how long ago it was. */
function since(at: string, now: string): string {
  return `${at} (${timeText((Date.parse(now) - Date.parse(at)) / 1000)} ago)`;
}
