// The version that a lane has in a service, its percentage in a cluster, and the names of lanes.
import type { Cluster } from "./cluster";
import type { LaneSpec, LanesSpec } from "./lanes";

/** The version of a lane in a service. */
export function laneVersion(lane: LaneSpec, service: string): string {
  return lane.versions?.[service] ?? lane.version ?? lane.name;
}

/** The percentage of requests that enter a lane at the gateway of a cluster. */
export function lanePercent(
  { lanes = {} }: Pick<Cluster, "lanes">,
  { name, weight = 0 }: Pick<LaneSpec, "name" | "weight">,
): number {
  return Object.hasOwn(lanes, name) ? (lanes[name] ?? 0) : weight;
}

/** The names of a release's lanes. A list of which a broken lane was cut out has fewer. */
export function laneNames({ lanes }: { readonly lanes?: LanesSpec }): string[] {
  return (lanes?.lanes ?? []).flatMap(({ name }) => [name]);
}
