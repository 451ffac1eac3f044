/** The clusters of a rollout, for its page. Pure. */
import { weightsText } from "../../../model/rollout/words";
import type { ClusterReport, ServiceReport } from "../status/report";
import type { ClusterRow } from "./model";

/** A row of the table. @param ended whether the rollout has ended, or there is none */
export function clusterRow(
  { name, wave, state, failure, services }: ClusterReport,
  ended: boolean,
): ClusterRow {
  const cells = services.map(serviceCell);
  // The goal of a rollout that has ended is nobody's any more.
  const shown = ended ? cells.map((one) => ({ ...one, goal: "-" })) : cells;
  return { name, wave, state, failure, services: shown };
}

function serviceCell({ name, live, recorded, goal, versions }: ServiceReport) {
  const now = live ?? recorded;
  const pods = versions.map((one) =>
    one.wanted === null || one.available === null
      ? `${one.name}: not known`
      : `${one.name}: ${one.available} of ${one.wanted}`,
  );
  return {
    name,
    now: now ? weightsText(now) : "not known",
    goal: goal ? weightsText(goal) : "no part of it",
    pods: pods.join(", "),
  };
}
