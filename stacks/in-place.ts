import { rolledOut, type RollingDeployment } from "../kube/rollout";
import { declaredDifferences } from "../model/drift/drift";
import { identity, type LiveObject } from "../model/drift/live-object";
import type { Manifest } from "../model/manifests/metadata";
import { stageOf, stageOrder, type Stage } from "../model/order";

/** The stages of which a cluster has every planned object as it is planned, with all pods ready. */
export function stagesInPlace(
  planned: readonly Manifest[],
  live: readonly LiveObject[],
): ReadonlySet<Stage> {
  const byName = new Map(live.map((object) => [identity(object), object]));
  const behind = planned.filter((object) => {
    const found = byName.get(identity(object));
    if (!found || declaredDifferences(object, found).length > 0) return true;
    return object.kind === "Deployment" && !rolledOut(found as unknown as RollingDeployment);
  });
  const missing = new Set(behind.map(({ kind }) => stageOf(kind)));
  return new Set(stageOrder({}).filter((stage) => !missing.has(stage)));
}

/** The stages that are in place in every cluster. */
export function inPlaceEverywhere(clusters: readonly ReadonlySet<Stage>[]): ReadonlySet<Stage> {
  return new Set(stageOrder({}).filter((stage) => clusters.every((there) => there.has(stage))));
}
