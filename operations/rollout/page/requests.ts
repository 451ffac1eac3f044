/** The requests of a rollout by version, over time, for its page. Pure. */
import type { Comparison } from "../../../model/analysis/evidence";
import {
  requestCourses,
  widestCourses,
  type RequestCourse,
} from "../../../model/rollout/course/requests";
import type { RolloutRecord } from "../../../model/rollout/record";
import { inWords } from "../../../model/problem";
import type { RequestSection } from "./model";

/** A section for each metric of two versions; errors come first. */
export function requestSections(
  record: Pick<RolloutRecord, "analyses" | "status">,
): RequestSection[] {
  const { analyses = [], status } = record;
  const courses = widestCourses(requestCourses(record));
  const compared = status === "failed" ? analyses.flatMap((one) => one.comparisons) : [];
  const order = ["errors", "latency"];
  const rank = (metric: string) => (order.indexOf(metric) + 3) % 3;
  return courses
    .map(({ destinations, stable, slowMs, points, ...one }): RequestSection => ({
      ...{ service: one.service, canary: one.canary, stable: inWords(stable) },
      ...{ metric: one.metric, bad: badText(one.metric, slowMs), analysis: one.analysis },
      ...{ totals: one.totals, complete: one.complete },
      excess: compared.some((other) => isFailure(other, one)) ? one.excess : null,
      destinations: Object.entries(destinations).map(([cluster, both]) => ({ cluster, ...both })),
      points: points.map(({ from, at, canary, stable: beside }) => ({
        ...{ from: from ?? null, at, canary, stable: beside },
      })),
    }))
    .sort((a, b) => rank(a.metric) - rank(b.metric));
}

/** Whether a comparison is one of these versions and of this metric, and failed. */
function isFailure(
  { verdict, ...other }: Comparison,
  { service, canary, metric }: Pick<RequestCourse, "service" | "canary" | "metric">,
): boolean {
  const isSame = other.service === service && other.canary === canary && other.metric === metric;
  return isSame && verdict.verdict === "fail";
}

/** What a bad request did. */
function badText(metric: string, slowMs: number | undefined): string {
  if (metric === "errors") return "failed";
  if (metric === "latency") return slowMs === undefined ? "slow" : `slower than ${slowMs} ms`;
  return `bad by ${metric}`;
}
