/** The requests of a rollout by version, over time, for its page. Pure. */
import { requestCourses, widestCourses } from "../../../model/rollout/course/requests";
import type { RolloutRecord } from "../../../model/rollout/record";
import { inWords } from "../../../model/problem";
import type { RequestSection } from "./model";

/** A section for each metric of two versions; errors come first. */
export function requestSections(record: Pick<RolloutRecord, "analyses">): RequestSection[] {
  const courses = widestCourses(requestCourses(record));
  const order = ["errors", "latency"];
  const rank = (metric: string) => (order.indexOf(metric) + 3) % 3;
  return courses
    .map(({ destinations, stable, slowMs, points, ...one }): RequestSection => ({
      ...{ service: one.service, canary: one.canary, stable: inWords(stable) },
      ...{ metric: one.metric, bad: badText(one.metric, slowMs), analysis: one.analysis },
      ...{ totals: one.totals, complete: one.complete },
      destinations: Object.entries(destinations).map(([cluster, both]) => ({ cluster, ...both })),
      points: points.map(({ from, at, canary, stable: beside }) => ({
        ...{ from: from ?? null, at, canary, stable: beside },
      })),
    }))
    .sort((a, b) => rank(a.metric) - rank(b.metric));
}

/** What a bad request did. */
function badText(metric: string, slowMs: number | undefined): string {
  if (metric === "errors") return "failed";
  if (metric === "latency") return slowMs === undefined ? "slow" : `slower than ${slowMs} ms`;
  return `bad by ${metric}`;
}
