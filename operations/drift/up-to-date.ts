/** Decides which stages are up to date, so that an update need not wait for them. Pure. */
import { stageOf, type Stage } from "../../model/kinds";
import { stageOrder } from "../../model/plan/order";
import { rolledOut, type RollingDeployment } from "../pods/rolled-out";
import type { Compared } from "./decide";

/** The stages of which a cluster has every planned object as planned, with all pods ready. */
export function stagesUpToDate(planned: readonly Compared[]): ReadonlySet<Stage> {
  const missing = new Set(
    planned.filter((one) => !isUpToDate(one)).map(({ object }) => stageOf(object)),
  );
  return new Set(stageOrder({}).filter((stage) => !missing.has(stage)));
}

function isUpToDate({ object, found, differences }: Compared): boolean {
  if (!found || differences.length > 0) return false;
  return object.kind !== "Deployment" || rolledOut(found as unknown as RollingDeployment);
}

/** The stages that are up to date in every cluster. */
export function upToDateEverywhere(clusters: readonly ReadonlySet<Stage>[]): ReadonlySet<Stage> {
  return new Set(stageOrder({}).filter((stage) => clusters.every((there) => there.has(stage))));
}
