// The types of the key `rollout`: the steps of a gray release, in the terms of Argo Rollouts.
import type { Duration, MirrorSpec, RouteMatch } from "../release/routing";

/** How traffic moves from the weights that clusters have to those that the stack declares. */
export interface RolloutSpec {
  /** What happens in each wave, one after the other; after the last step the goal is set. */
  readonly steps: readonly RolloutStep[];
  /**
   * Groups of primary clusters. A wave goes through all steps and soaks before the next one begins.
   * @default one wave of all primary clusters
   */
  readonly waves?: readonly WaveSpec[];
  /**
   * Groups of services. In each wave, a group goes through all steps before the next one begins.
   * @default all services together
   */
  readonly order?: readonly (readonly string[])[];
  /**
   * A cluster that can't be reached: `stop` waits for it; `skip` goes on without it, and takes it
   * through its steps after the last wave.
   * @default "stop"
   */
  readonly unreachable?: "stop" | "skip";
  /** The most clusters that may be skipped at a time. @default any number */
  readonly maxFailures?: number;
  /** Time for the whole rollout; after it, traffic goes back to where it was. @default none */
  readonly deadline?: Duration;
  /**
   * The users and groups that may promote, as the API server of the home cluster knows them.
   * @default everyone with the right to write the record
   */
  readonly promoters?: readonly string[];
}

/** Names of clusters, or these with the time that the wave soaks after its last step. */
export type WaveSpec =
  | readonly string[]
  | {
      readonly clusters: readonly string[];
      /** @default "0s" */
      readonly soak?: Duration;
    };

/** One step: exactly one of the keys. */
export type RolloutStep =
  | { readonly setWeight: number }
  | { readonly pause: { readonly duration?: Duration | number } }
  | { readonly setCanaryScale: CanaryScale }
  | { readonly setHeaderRoute: HeaderRouteSpec }
  | { readonly setMirrorRoute: MirrorRouteSpec }
  | { readonly webhook: WebhookSpec };

/** The pods of versions that gain traffic: exactly one of the keys. */
export type CanaryScale =
  | { readonly replicas: number }
  | { readonly weight: number }
  | { readonly matchTrafficWeight: boolean };

/** A route for some requests to the versions that gain traffic; without `match` it is removed. */
export interface HeaderRouteSpec {
  readonly name: string;
  readonly match?: readonly RouteMatch[];
}

/** A copy of requests to the versions that gain traffic; without `percentage` it is removed. */
export interface MirrorRouteSpec {
  readonly name: string;
  /** @default all requests that the weights split */
  readonly match?: readonly RouteMatch[];
  readonly percentage?: MirrorSpec["percent"];
}

/** A question to a server: any 2xx passes. */
export interface WebhookSpec {
  readonly name: string;
  readonly url: string;
  /** @default "10s" */
  readonly timeout?: Duration;
  /** Time in which it is asked again after a time-out or a 5xx. @default "1m" */
  readonly interval?: Duration;
}
