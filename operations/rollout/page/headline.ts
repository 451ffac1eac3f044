/** The first sentences of a rollout's page: what happened, to what, where and why. Pure. */
import { weightCourses } from "../../../model/rollout/course/weights";
import { endOf, lastBack } from "../../../model/rollout/ending";
import type { RolloutRecord } from "../../../model/rollout/record";
import { shareOf } from "../../../model/rollout/weights";
import type { RolloutReport } from "../status/report";
import type { Said, Tone } from "./model";
import { clustersText, gainingVersions, subjectOf } from "./subject";

/** The state of a rollout in a word or two, and how good that is. */
export function stateOf({
  status,
  waitsFor,
  owed,
}: Pick<RolloutReport, "status" | "waitsFor" | "owed">): { word: string; tone: Tone } {
  const late = owed.length > 0;
  switch (status) {
    case "done":
      return { word: "Done", tone: late ? "waiting" : "good" };
    case "failed":
      return {
        word: late ? "Failed, not yet taken back everywhere" : "Failed and taken back",
        tone: "bad",
      };
    case "aborted":
      return {
        word: late ? "Aborted, not yet taken back everywhere" : "Aborted and taken back",
        tone: "bad",
      };
    case "undone":
      return { word: late ? "Undone, not yet everywhere" : "Undone", tone: "bad" };
    case "running": {
      const kind = waitsFor?.kind;
      if (kind === "promotion" || kind === "resume")
        return { word: "Waits for a person", tone: "waiting" };
      if (kind === "driver") return { word: "Runs, but nobody drives it", tone: "waiting" };
      return { word: "Runs", tone: "running" };
    }
  }
}

/** What happened, in sentences. */
export function headlineOf(record: RolloutRecord, report: RolloutReport): Said {
  if (record.status === "running") return runningText(record, report);
  if (record.status === "done") return doneText(record);
  return backText(record, report);
}

/** A metric by which a rollout failed. */
export interface FailedMetric {
  /** Such as `latency of shop`. */
  readonly name: string;
  readonly why: string;
  /** What would have passed. */
  readonly missing: string | null;
}

/** What failed, by the evidence of the analysis that ended the rollout; none where none did. */
export function failedMetrics(
  { status }: RolloutRecord,
  { analyses }: Pick<RolloutReport, "analyses">,
): FailedMetric[] {
  if (status !== "failed") return [];
  const failed = analyses.filter(({ verdict }) => verdict === "fail");
  return failed.flatMap(({ why, missing, metrics, unreached }) => {
    const all = [
      ...unreached
        .filter((one) => one.verdict === "fail")
        .map((one) => ({ why: one.why, missing: null, name: "lost requests" })),
      ...metrics
        .filter((one) => one.verdict === "fail")
        .map((one) => ({ ...one, name: `${one.metric} of ${one.service}` })),
    ];
    return all.length > 0 ? all : [{ why, missing, name: "an analysis" }];
  });
}

/** Why it ended in short, without a full stop; undefined where nobody said. */
function shortReason(record: RolloutRecord, report: RolloutReport): string | undefined {
  const [first, ...others] = failedMetrics(record, report);
  if (!first) return reasonOf(record);
  const [second] = others;
  if (!second) return first.why;
  const more = others.length === 1 ? second.name : `${others.length} more metrics`;
  return `${first.why}; ${more} failed, too`;
}

/** Why it ended, without a full stop; undefined where nobody said. */
export function reasonOf(record: RolloutRecord): string | undefined {
  const end = endOf(record);
  if (!end) return undefined;
  const plain = end.what === "the rollout was aborted" || end.what === "the rollout was undone";
  return [plain ? "" : end.what, end.why ?? ""].filter(Boolean).join(": ") || undefined;
}

/** Clusters in which a version that gains requests ever had more of them than at the start. */
export function reachedClusters(record: RolloutRecord): string[] {
  const courses = weightCourses(record);
  const gaining = gainingVersions(record);
  const reached = courses.filter(({ service, changes }) =>
    gaining.some(
      (one) =>
        one.service === service &&
        changes.some(
          ({ weights }) =>
            shareOf(weights, one.version) > shareOf(changes[0]!.weights, one.version),
        ),
    ),
  );
  return record.primaries.filter((name) => reached.some(({ cluster }) => cluster === name));
}

function backText(record: RolloutRecord, report: RolloutReport): Said {
  const { primaries, owed, startedAt, status } = record;
  const endedAt = record.endedAt ?? endOf(record)?.at ?? startedAt;
  // A cluster that still waits for its weights has no such moment.
  const at = (owed.length === 0 ? lastBack(record.decisions)?.at : undefined) ?? endedAt;
  const subject = subjectOf(record);
  const reached = reachedClusters(record);
  const by = status === "failed" ? "" : ` by ${endOf(record)?.by ?? "somebody"}`;
  const reason = shortReason(record, report);
  const because = reason === undefined ? "." : `, because ${reason}.`;
  if (reached.length === 0 && owed.length === 0)
    return [
      `${subject} never got requests: the rollout was ${status === "failed" ? "ended" : status}${by} at `,
      { at: endedAt },
      because,
    ];
  const done = primaries.filter((name) => !owed.includes(name));
  const where =
    owed.length === 0
      ? ` in ${clustersText(primaries, primaries)}`
      : done.length > 0
        ? ` in ${clustersText(done, primaries)}`
        : "";
  const late =
    owed.length === 0
      ? []
      : [
          ` NOT YET in ${clustersText(owed, primaries)}: ${owed.length === 1 ? "it may still send" : "they may still send"} requests to ${subject}.`,
        ];
  return [`${subject} was taken back${by} at `, { at }, `${where}${because}`, ...late];
}

function doneText(record: RolloutRecord): Said {
  const { primaries, owed, endedAt, startedAt } = record;
  const done = primaries.filter((name) => !owed.includes(name));
  const late = owed.length === 0 ? "" : ` NOT YET in ${clustersText(owed, primaries)}.`;
  return [
    `${subjectOf(record)} reached the goal in ${clustersText(done, primaries)} at `,
    { at: endedAt ?? startedAt },
    `.${late}`,
  ];
}

function runningText(record: RolloutRecord, { at, waitsFor }: RolloutReport): Said {
  const place = at ? `step ${at.number} of ${at.of}: ${at.what}` : "before its first step";
  const where =
    at && at.clusters.length > 0 ? ` in ${clustersText(at.clusters, record.primaries)}` : "";
  const waits = waitsFor ? ` It waits for ${waitsFor.what}, since ` : undefined;
  return [
    `${subjectOf(record)} is on its way, at ${place}${where}.`,
    ...(waits !== undefined && waitsFor ? [waits, { at: waitsFor.since }, "."] : []),
  ];
}
