/** Puts the weights of a rollout into the objects that a stack applied last. Pure. */
import { isRouteKind } from "../../../model/kinds";
import { identity, objectName } from "../../../model/live-object";
import type { Manifest } from "../../../model/manifests/metadata";
import { written } from "../../../model/manifests/ownership";
import { inOrder } from "../../../model/order";
import { manifests, type ReleasePlan } from "../../../model/plan/plan";
import { withState } from "../../../model/rollout/overlay";
import { lives, type RolloutRecord } from "../../../model/rollout/record";
import { sequenceOf } from "../../../model/rollout/sequence";
import { plainState, stateAt } from "../../../model/rollout/state-at";

/** Objects by the name of their cluster. */
type Objects = ReadonlyMap<string, readonly Manifest[]>;

/** What clusters have of what was applied. */
export interface RecordedRoutes {
  readonly objects: Objects;
  /**
   * Routes that were applied with another declaration than the present one, such as `VirtualService
   * shop/cart in cluster west`: what a rollout has made of them is not known.
   */
  readonly unsure: ReadonlySet<string>;
}

/** The name of an object and its cluster in a message. */
export function placedName(object: Manifest, cluster: string): string {
  return `${objectName(object)} in cluster ${cluster}`;
}

/**
 * The objects that a stack applied last, with the routes that a rollout has written since. A route is
 * known where it was applied as the release has it at any step until now: it becomes that of the
 * present step.
 *
 * @param plan what the release declares
 * @param record the one that holds; without one, or where the state has all of it, nothing changes
 */
export function withRecordedRoutes(
  applied: Objects,
  plan: ReleasePlan,
  record: RolloutRecord | undefined,
): RecordedRoutes {
  if (!record || (!lives(record) && record.recorded))
    return { objects: applied, unsure: new Set() };
  const actions = sequenceOf(record);
  const steps = actions.slice(0, record.at.index + 1).map((_, i) => stateAt(record, i, actions));
  const states = [record.current, plainState(record.start), ...steps];
  const [now, ...earlier] = states.map((state) => routesOf(withState(plan, state)));
  const unsure = new Set<string>();
  const objects = [...applied].map(([cluster, all]) => {
    const replaced = all.map((object) => {
      if (!isRouteKind(object.kind)) return object;
      const key = `${cluster} ${identity(object)}`;
      const ours = now!.get(key);
      // A route that the release no longer has is none of a rollout.
      if (!ours) return object;
      const known = [now!, ...earlier].some((one) => isSame(one.get(key), object));
      if (!known) unsure.add(placedName(object, cluster));
      return known ? written(ours) : object;
    });
    return [cluster, replaced] as const;
  });
  return { objects: new Map(objects), unsure };
}

function routesOf({ clusters }: ReleasePlan): ReadonlyMap<string, Manifest> {
  return new Map(
    clusters.flatMap((one) =>
      manifests(one)
        .filter(({ kind }) => isRouteKind(kind))
        .map((object) => [`${one.cluster.name} ${identity(object)}`, object] as const),
    ),
  );
}

/** Whether an object was applied as planned, in whichever order of keys. */
function isSame(planned: Manifest | undefined, applied: Manifest): boolean {
  const text = (one: Manifest | undefined) =>
    JSON.stringify(inOrder((one as { readonly spec?: unknown } | undefined)?.spec));
  return planned !== undefined && text(planned) === text(applied);
}
