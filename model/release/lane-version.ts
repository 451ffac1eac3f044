// The version that a lane has in a service, and the names of lanes.
import type { LaneSpec, LanesSpec } from "./lanes";

/** The version of a lane in a service. */
export function laneVersion(lane: LaneSpec, service: string): string {
  return lane.versions?.[service] ?? lane.version ?? lane.name;
}

/** The names of a release's lanes. A list of which a broken lane was cut out has fewer. */
export function laneNames({ lanes }: { readonly lanes?: LanesSpec }): string[] {
  return (lanes?.lanes ?? []).flatMap(({ name }) => [name]);
}
