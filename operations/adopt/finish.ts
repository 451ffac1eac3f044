/** The last step of an adoption: removes the objects that a release has replaced. */
import { objectPath } from "../../kubernetes/object-path";
import { objectName } from "../../model/live-object";
import type { DeploymentManifest } from "../../model/manifests/deployment";
import { planRelease } from "../../model/plan/plan";
import { carries } from "../../model/release/labels";
import type { Live, LiveCluster, Obstacle } from "./decide/live";
import { isMarked, needsMark, replacedBy, stillNeeded, type Replaced } from "./decide/replaced";
import { labelsOf } from "./decide/versions";
import { readNamespaces, type ConnectedCluster } from "./read-namespace";
import { finishedText, keptText, neededText } from "./report";
import { retire } from "./retire";
import type { AdoptingStack, AdoptOptions } from "./take-ownership";

/** Seconds in which callers learn that replaced pods have left, and open requests end. */
const retireSeconds = 10;

/** What a user decides about the last step. */
export interface FinishOptions extends AdoptOptions {
  /** Waits; specs give one that does not. @default a timer */
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/**
 * Removes the objects that a release has replaced, once every object that takes their place exists:
 * routes before subsets, and pods last, when no route leads to them.
 *
 * @returns false where one of them is still needed, and `force` is off: nothing was removed then
 * @throws Error that says what can't be read or removed
 */
export async function finishAdoption(
  { settings: { release, clusters }, clients }: Omit<AdoptingStack, "stack">,
  { force, reporter, sleep }: FinishOptions,
): Promise<boolean> {
  const connected = clusters.map((cluster, i) => ({ cluster, client: clients[i]! }));
  const live = await readNamespaces(connected, release.namespace);
  const found = replacedBy(planRelease(release, clusters), live);
  const kept = found.filter((one) => needsMark(one) && !isMarked(one));
  const replaced = found.filter((one) => !kept.includes(one) && !isScalerOf(one, kept));
  const place = ({ cluster }: Replaced) => ({
    client: connected.find((one) => one.cluster.name === cluster)!.client,
    live: live.find((one) => one.cluster.name === cluster)!,
  });
  const needed = replaced.flatMap((one): Obstacle[] => {
    const { cluster, object } = one;
    const going = replaced.filter((other) => other.cluster === cluster);
    const why = stillNeeded(
      one,
      place(one).live,
      going.map((other) => other.object),
    );
    return why === undefined ? [] : [{ cluster, object: objectName(object), why }];
  });
  if (needed.length > 0 && !force) {
    reporter.info(neededText(needed));
    return false;
  }
  const isPods = ({ object }: Replaced) => object.kind === "Deployment";
  for (const one of replaced.filter((other) => !isPods(other)))
    await place(one).client.delete(objectPath(one.object));
  await Promise.all(replaced.filter(isPods).map((one) => retireOne(one, place(one), sleep)));
  reporter.info(finishedText(replaced));
  if (kept.length > 0) reporter.info(keptText(kept));
  return true;
}

/** Whether it scales a Deployment that stays. */
function isScalerOf({ object, cluster }: Replaced, kept: readonly Replaced[]): boolean {
  if (object.kind !== "HorizontalPodAutoscaler") return false;
  const { spec } = object as LiveCluster["autoscalers"][number];
  return kept.some(
    (one) =>
      one.cluster === cluster &&
      one.object.kind === "Deployment" &&
      one.object.metadata.name === spec.scaleTargetRef.name,
  );
}

async function retireOne(
  { object }: Replaced,
  { client, live }: { client: ConnectedCluster["client"]; live: LiveCluster },
  sleep: FinishOptions["sleep"],
): Promise<void> {
  const deployment = object as Live<DeploymentManifest>;
  const selectors = live.services.flatMap(({ spec: { selector } }) =>
    selector && carries(labelsOf(deployment), selector) ? [selector] : [],
  );
  await retire(client, deployment, {
    seconds: retireSeconds,
    selectors,
    ...(sleep && { sleep }),
  });
}
