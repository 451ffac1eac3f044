/** Decides whether a rollout wrote the routes that changed while an update ran. Pure. */
import { identity, type LiveObject } from "../../../model/live-object";
import { isRouteKind } from "../../../model/kinds";
import { fieldManager } from "../../../model/manifests/ownership";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import { inOrder } from "../../../model/order";
import { lives, type RolloutRecord } from "../../../model/rollout/record";
import type { FleetState } from "../../../model/rollout/state";
import { compare, findDrift } from "../../drift/decide";
import { routeName } from "../../guard/decide";
import type { ReachedCluster } from "../../clusters/reached";
import { liveWeights } from "../live-weights";
import type { Overlaid } from "./read";
import { differencesOf } from "./same-goal";

/**
 * The routes that somebody else wrote while an update ran: another field manager, or a run of this
 * program that no record knows.
 *
 * @param written VirtualServices that changed since the update began, by {@link routeName}
 */
export function unexplained(
  written: readonly string[],
  first: Overlaid,
  again: Overlaid,
): string[] {
  if (!holdsMore(first.overlay.record, again.overlay.record)) {
    // What changed between the first look and the beginning of the guard has no name there.
    const unnamed = Object.keys(again.overlay.state.weights).filter(
      (cluster) => !sameIn(cluster, first.overlay.state, again.overlay.state),
    );
    return written.length > 0 ? [...written] : unnamed.map((cluster) => `${cluster}: weights`);
  }
  const explained = new Set(again.reached.flatMap((one) => explainedIn(one, again)));
  return written.filter((name) => !explained.has(name));
}

/** Whether a record can be the reason for new weights: a rollout runs, or it ended meanwhile. */
function holdsMore(before: RolloutRecord | undefined, now: RolloutRecord | undefined): boolean {
  return now !== undefined && (lives(now) || !isSameWrite(before, now));
}

/** Whether two records are one write. */
export function isSameWrite(
  one: RolloutRecord | undefined,
  other: RolloutRecord | undefined,
): boolean {
  return one?.epoch === other?.epoch && one?.revision === other?.revision && one?.id === other?.id;
}

function sameIn(cluster: string, one: FleetState, other: FleetState): boolean {
  const text = ({ weights, routes, scale }: FleetState) =>
    JSON.stringify(inOrder([weights[cluster], routes[cluster], scale[cluster]]));
  return text(one) === text(other);
}

/** Whether two overlays give all clusters the same. */
export function isSameState(one: FleetState, other: FleetState): boolean {
  const clusters = new Set([...Object.keys(one.weights), ...Object.keys(other.weights)]);
  return [...clusters].every((cluster) => sameIn(cluster, one, other));
}

/** The planned routes of a cluster that have the recorded weights, and that no other manager wrote. */
function explainedIn({ plan, objects }: ReachedCluster, again: Overlaid): string[] {
  const cluster = plan.cluster.name;
  const live = new Map((again.live.get(cluster) ?? []).map((one) => [identity(one), one]));
  return objects.flatMap((object) => {
    const found = isRouteKind(object.kind) && live.get(identity(object));
    if (!found) return [];
    const compared = compare([object], [found]);
    const drift = findDrift({ cluster, compared, applied: false, manager: fieldManager });
    const { namespace, name } = object.metadata;
    const right = drift.length === 0 && hasWeights(plan, found, again.overlay.state);
    return right ? [routeName(cluster, namespace, name)] : [];
  });
}

function hasWeights(
  plan: ReachedCluster["plan"],
  found: LiveObject,
  { weights }: FleetState,
): boolean {
  const cluster = plan.cluster.name;
  const live = liveWeights(plan, [found as unknown as VirtualServiceManifest]).weights;
  return differencesOf({ [cluster]: live }, weights).length === 0;
}
