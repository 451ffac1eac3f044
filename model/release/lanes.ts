import type { RouteMatch } from "./routing";

/**
 * Lanes: a call that is in a lane stays in it through the whole chain of services. The lane travels in a request header,
 * which the applications must pass on with each call: a sidecar can't know which call belongs to which request.
 */
export interface LanesSpec {
  /** Name of the header that says the lane, such as `x-lane`. */
  readonly header: string;
  /**
   * `strict`: every service must run every lane's version, else it is a mistake. `permissive`: a service without it
   * answers with its baseline, and the call returns to the lane further down. Decided by what is placed where when
   * the release is planned.
   * @default "strict"
   */
  readonly mode?: "strict" | "permissive";
  /** Version that answers for services without a lane's version. @default the service's weights */
  readonly baseline?: string;
  /** The lanes by name; the name is the header's value. */
  readonly lanes: Readonly<Record<string, LaneSpec>>;
}

/** One lane. A request that carries the header is in it; `match` and `weight` put others into it at the gateway. */
export interface LaneSpec {
  /** The version that is this lane's, in every service. @default the lane's name */
  readonly version?: string;
  /** Services whose version in this lane has another name. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Requests that enter the lane at the gateway. @default none */
  readonly match?: RouteMatch;
  /** Percent of the other requests that enter the lane at the gateway, at random. @default 0 */
  readonly weight?: number;
}

/** The version that is a lane's in a service. */
export function laneVersion(name: string, lane: LaneSpec, service: string): string {
  return lane.versions?.[service] ?? lane.version ?? name;
}
