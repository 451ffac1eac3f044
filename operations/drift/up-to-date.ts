import { rolledOut, type RollingDeployment } from "../pods/rolled-out";
import type { Compared } from "./decide";
import { factsOf, type Stage } from "../../model/kinds";
import { stageOrder } from "../../model/plan/order";

/** The stages of which a cluster has every planned object as it is planned, with all pods ready. */
export function stagesInPlace(planned: readonly Compared[]): ReadonlySet<Stage> {
  const missing = new Set(
    planned.filter((one) => !isInPlace(one)).map(({ object }) => factsOf(object.kind).stage),
  );
  return new Set(stageOrder({}).filter((stage) => !missing.has(stage)));
}

function isInPlace({ object, found, differences }: Compared): boolean {
  if (!found || differences.length > 0) return false;
  return object.kind !== "Deployment" || rolledOut(found as unknown as RollingDeployment);
}

/** The stages that are in place in every cluster. */
export function inPlaceEverywhere(clusters: readonly ReadonlySet<Stage>[]): ReadonlySet<Stage> {
  return new Set(stageOrder({}).filter((stage) => clusters.every((there) => there.has(stage))));
}
