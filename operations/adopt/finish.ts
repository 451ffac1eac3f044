/** The last step of an adoption: removes the objects that a release has replaced. */
import { objectPath } from "../../kubernetes/object-path";
import { objectName } from "../../model/live-object";
import { planRelease } from "../../model/plan/plan";
import type { Obstacle } from "./decide/live";
import { replacedBy, stillNeeded } from "./decide/replaced";
import { readNamespaces } from "./read-namespace";
import { finishedText, neededText } from "./report";
import type { AdoptingStack, AdoptOptions } from "./take-ownership";

/**
 * Removes the objects that a release has replaced, once every object that takes their place exists.
 *
 * @returns false where one of them is still needed, and `force` is off: nothing was removed then
 * @throws Error that says what can't be read or removed
 */
export async function finishAdoption(
  { settings: { release, clusters }, clients }: Omit<AdoptingStack, "stack">,
  { force, reporter }: AdoptOptions,
): Promise<boolean> {
  const connected = clusters.map((cluster, i) => ({ cluster, client: clients[i]! }));
  const live = await readNamespaces(connected, release.namespace);
  const replaced = replacedBy(planRelease(release, clusters), live);
  const needed = replaced.flatMap((one): Obstacle[] => {
    const { cluster, object } = one;
    const why = stillNeeded(
      one,
      live.find((found) => found.cluster.name === cluster)!,
    );
    return why === undefined ? [] : [{ cluster, object: objectName(object), why }];
  });
  if (needed.length > 0 && !force) {
    reporter.info(neededText(needed));
    return false;
  }
  for (const { cluster, object } of replaced)
    await connected.find((one) => one.cluster.name === cluster)?.client.delete(objectPath(object));
  reporter.info(finishedText(replaced));
  return true;
}
