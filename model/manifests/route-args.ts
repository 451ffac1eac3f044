import type { Protocol } from "../release";
import type { TrafficArgs } from "../routes/branches";

/** What decides the VirtualService that holds the routes of one service, in one cluster. */
export interface RouteArgs extends Omit<TrafficArgs, "entered"> {
  readonly namespace: string;
  /** Name of the VirtualService. */
  readonly name: string;
  /** Port of the Service, 1 to 65535. */
  readonly port: number;
  /** @default "http" */
  readonly protocol?: Protocol;
  /** The Gateway that leads here; left out for a service that only the mesh calls. */
  readonly gateway?: RouteGateway;
  /** Whether others hold the hosts and delegate to it. @default false */
  readonly delegated?: boolean;
}

/** The Gateway that leads to a service. */
export interface RouteGateway {
  /** Its name, with `<namespace>/` before it where that is not the service's. */
  readonly name: string;
  /** Its hosts that lead to the service. */
  readonly hosts: readonly string[];
  /** Its port that leads to the service, of a TCP service only. */
  readonly port?: number;
}
