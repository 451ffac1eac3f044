/** The weights of a rollout over time, for its page. Pure. */
import {
  requestCourses,
  widestCourses,
  type RequestCourse,
} from "../../../model/rollout/course/requests";
import { weightCourses, type WeightCourse } from "../../../model/rollout/course/weights";
import type { RolloutRecord } from "../../../model/rollout/record";
import { sequenceOf } from "../../../model/rollout/sequence";
import { shareOf } from "../../../model/rollout/weights";
import { doingText, weightsText } from "../../../model/rollout/words";
import type { MeasuredShare, WeightLine, WeightPoint, WeightSection } from "./model";
import { gainingVersions, groupedBy, type Gaining } from "./subject";

/** A section for each version that gains requests. */
export function weightSections(record: RolloutRecord, now: string): WeightSection[] {
  const courses = weightCourses(record);
  const counted = widestCourses(requestCourses(record));
  const back = record.decisions.findLast(({ event }) => event === "back")?.at;
  const end = record.endedAt === undefined ? now : latest(record.endedAt, back);
  const words = wordsOf(record);
  return gainingVersions(record).map(({ service, version }) => {
    const own = courses
      .filter((one) => one.service === service)
      .map((one) => ({ ...one, points: pointsOf(one, version, words) }));
    const alike = groupedBy(own, ({ points }) => JSON.stringify(points));
    return {
      ...{ service, version, begin: record.startedAt, end },
      lines: alike.map((group): WeightLine => {
        const clusters = group.map(({ cluster }) => cluster);
        const measured = measuredOf(counted, clusters, { service, version });
        return { clusters, points: group[0]!.points, measured };
      }),
    };
  });
}

/** What set a weight, by the index of the action. */
function wordsOf(record: RolloutRecord): (action: number | undefined, isFirst: boolean) => string {
  const actions = sequenceOf(record);
  const ends = {
    running: "",
    done: "the goal",
    aborted: "the abort",
    failed: "the failure",
    undone: "the undo",
  };
  return (action, isFirst) => {
    if (isFirst) return "the start";
    if (action === undefined) return ends[record.status];
    const doing = actions[action]?.doing;
    return `step ${action + 1}${doing ? `: ${doingText(doing)}` : ""}`;
  };
}

function pointsOf(
  { changes }: WeightCourse,
  version: string,
  words: ReturnType<typeof wordsOf>,
): WeightPoint[] {
  return changes.map(({ at, weights, action, settledAt }, i) => ({
    ...{ at, percent: shareOf(weights, version), weights: weightsText(weights) },
    settledAt: settledAt ?? null,
    by: words(action, i === 0),
  }));
}

/** What share of the requests from callers in these clusters went to the version; retries count, too. */
function measuredOf(
  counted: readonly RequestCourse[],
  clusters: readonly string[],
  { service, version }: Gaining,
): MeasuredShare[] {
  const own = counted.filter((one) => one.service === service && one.canary === version);
  const course = own.find(({ metric }) => metric === "errors") ?? own[0];
  return (course?.points ?? []).flatMap(({ at, sources }): MeasuredShare[] => {
    const here = clusters.flatMap((name) => sources[name] ?? []);
    const sum = (side: "canary" | "stable") => here.reduce((all, one) => all + one[side][0], 0);
    const requests = sum("canary") + sum("stable");
    return requests > 0 ? [{ at, requests, percent: (100 * sum("canary")) / requests }] : [];
  });
}

function latest(one: string, other: string | undefined): string {
  return other !== undefined && Date.parse(other) > Date.parse(one) ? other : one;
}
