// The arguments of a service's VirtualService; the planner computes them.
import type { Protocol } from "../release/release";
import type { TrafficArgs } from "../routes/branches";

/** The arguments of the VirtualService that holds the routes of one service, in one cluster. */
export interface RouteArgs extends TrafficArgs {
  readonly namespace: string;
  /** Name of the VirtualService. */
  readonly name: string;
  /** Port of the Service, 1 to 65535. */
  readonly port: number;
  /** @default "http" */
  readonly protocol?: Protocol;
  /** Whether root VirtualServices hold the hosts and delegate to it. @default false */
  readonly delegated?: boolean;
}
