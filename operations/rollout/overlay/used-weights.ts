/** Decides which weights clusters keep while no record holds them. Pure. */
import { routeGateways } from "../../../model/routes/branches";
import type { ClusterPlan, ReleasePlan } from "../../../model/plan/plan";
import type { ServiceWeights } from "../../../model/release/routing";
import { soleVersion } from "../../../model/release/weights";
import type { ClusterWeights, FleetWeights } from "../../../model/rollout/state";
import type { NotesByCluster } from "../../stable/note";
import type { LiveWeights } from "../live-weights";

/** What clusters have. */
export interface LiveFleet {
  readonly plan: ReleasePlan;
  /** The weights of the primary clusters that could be read, by name. */
  readonly live: ReadonlyMap<string, LiveWeights>;
  /** The stable versions that they note. */
  readonly notes: NotesByCluster;
}

/**
 * The weights that an update writes while no rollout lives: those that each cluster has. Three things
 * go to what the release declares, and are left out:
 *
 * - a service without a route in any cluster, such as in the first update of all;
 * - a service that goes back to its stable version alone: the way back waits for no step;
 * - the percentages of lanes, where all services of the cluster go back and the lanes are closed.
 *
 * A cluster without routes of a service, such as a new one, gets those of the first cluster that has
 * some: else a new version would get there at once what it gets nowhere else yet.
 */
export function usedWeights(fleet: LiveFleet): FleetWeights {
  const primaries = fleet.plan.clusters.filter(({ mesh }) => mesh !== undefined);
  return Object.fromEntries(primaries.map((one) => [one.cluster.name, usedIn(one, fleet)]));
}

function usedIn(here: ClusterPlan, fleet: LiveFleet): ClusterWeights {
  const routes = here.mesh?.routes ?? [];
  const services = routes.flatMap(({ service, weights }): [string, ServiceWeights][] => {
    if (goesBack(here, service, weights, fleet)) return [];
    const own = liveOf(here, fleet)?.services[service];
    const used = own ?? firstOf(fleet, (one) => one.services[service]);
    return used === undefined ? [] : [[service, used]];
  });
  return { services: Object.fromEntries(services), lanes: lanesIn(here, fleet) };
}

function lanesIn(here: ClusterPlan, fleet: LiveFleet): ClusterWeights["lanes"] {
  const routes = here.mesh?.routes ?? [];
  const closed = routes.every(({ lanes }) =>
    (lanes?.lanes ?? []).every(({ weight }) => weight === 0),
  );
  if (closed && routes.every((one) => goesBack(here, one.service, one.weights, fleet))) return {};
  const entered = routes.some((one) => one.lanes && routeGateways(one).length > 0);
  const known = ({ lanes }: ClusterWeights) => (Object.keys(lanes).length > 0 ? lanes : undefined);
  const own = liveOf(here, fleet);
  return entered ? ((own && known(own)) ?? firstOf(fleet, known) ?? {}) : {};
}

/** Whether a service goes back to its stable version alone, in a cluster. */
export function goesBack(
  { cluster }: Pick<ClusterPlan, "cluster">,
  service: string,
  goal: ServiceWeights,
  { plan, notes }: Pick<LiveFleet, "plan" | "notes">,
): boolean {
  const stable =
    plan.release.services[service]?.stable ?? notes.get(cluster.name)?.get(service)?.version;
  return stable !== undefined && soleVersion(goal) === stable;
}

function liveOf({ cluster }: ClusterPlan, { live }: LiveFleet): ClusterWeights | undefined {
  return live.get(cluster.name)?.weights;
}

/** What the first cluster has that has it. */
function firstOf<T>(
  { plan, live }: LiveFleet,
  of: (weights: ClusterWeights) => T | undefined,
): T | undefined {
  for (const { cluster } of plan.clusters) {
    const known = live.get(cluster.name);
    const value = known && of(known.weights);
    if (value !== undefined) return value;
  }
  return undefined;
}
