// The types of the key `lanes`. Generated from model/schema by `npm run generate`. Do not edit.

import type { RouteMatch } from "./routing";

/**
 * Lanes: a call that is in a lane stays in it through the whole chain of services. The lane travels
 * in a request header, which the applications must pass on with each call: a sidecar can't know
 * which call belongs to which request.
 */
export interface LanesSpec {
  /** Name of the header that says the lane, such as `x-lane`. */
  readonly header: string;
  /**
   * `strict`: every service must run every lane's version; a missing one is a mistake.
   * `permissive`: a service without the version answers with its baseline, and the call returns to
   * the lane at the next service that has the version. The planner decides this by the placement of
   * the versions.
   * @default "strict"
   */
  readonly mode?: "strict" | "permissive";
  /** Version that answers for services without a lane's version. @default the service's weights */
  readonly baseline?: string;
  /**
   * The lanes. Their order counts where several of them have a `match`: a request enters the first
   * lane whose match it meets.
   */
  readonly lanes: readonly LaneSpec[];
}

/**
 * One lane. A request with the header is in the lane; `match` and `weight` put other requests into
 * it at the gateway.
 */
export interface LaneSpec {
  /** The value of the header that puts a request into the lane; each lane has a name of its own. */
  readonly name: string;
  /** The version of this lane, in every service. @default the lane's name */
  readonly version?: string;
  /** Services whose version in this lane has another name. */
  readonly versions?: Readonly<Record<string, string>>;
  /**
   * Requests that enter the lane at the gateway. A list: those that meet one of its items.
   * @default none
   */
  readonly match?: RouteMatch | readonly RouteMatch[];
  /**
   * Percent of the other requests that enter the lane at the gateway, at random; at most two
   * decimals.
   * @default 0
   */
  readonly weight?: number;
}
