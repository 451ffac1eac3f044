// The arguments of a service's VirtualService; the planner computes them.
import type { TrafficArgs } from "../routes/branches";
import type { PortArgs } from "../routes/port-branches";

/** The arguments of the VirtualService that holds the routes of one service, in one cluster. */
export interface RouteArgs extends TrafficArgs, PortArgs {
  readonly namespace: string;
  /** Name of the VirtualService. */
  readonly name: string;
  /** Whether root VirtualServices hold the hosts and delegate to it. @default false */
  readonly delegated?: boolean;
}
