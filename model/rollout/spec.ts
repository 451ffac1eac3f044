// The types of the key `rollout`: the steps of a gray release, in the terms of Argo Rollouts.
// Generated from model/schema by `npm run generate`. Do not edit.

import type { AnalysisSpec, AnalysisTemplate, BackgroundAnalysis } from "../analysis/spec";
import type { Duration, PathMatch, StringMatch } from "../release/routing";

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
   * Groups of services. In each wave, a group goes through all steps before the next one begins;
   * services without a group go with the last one.
   * @default all services together
   */
  readonly order?: readonly (readonly string[])[];
  /**
   * A cluster that can't be reached: `stop` waits for it; `skip` goes on without it, and takes it
   * through its steps after the last wave.
   * @default "stop"
   */
  readonly unreachable?: "stop" | "skip";
  /**
   * The most clusters that may be skipped at a time; with one more the rollout waits.
   * @default any number
   */
  readonly maxFailures?: number;
  /** Time for the whole rollout; after it, traffic goes back to where it was. @default none */
  readonly deadline?: Duration;
  /**
   * Metrics that are watched beside all steps; `{}` compares errors and latency of the new version
   * with the stable one.
   * @default none
   */
  readonly analysis?: BackgroundAnalysis;
  /**
   * Templates that analyses run, by name, each as the `spec` of an AnalysisTemplate of Argo
   * Rollouts.
   * @default none
   */
  readonly analysisTemplates?: Readonly<Record<string, AnalysisTemplate>>;
  /**
   * The users and groups that may promote, as the API server of the home cluster knows them.
   * @default everyone with the right to write the record
   */
  readonly promoters?: readonly string[];
}

/** Names of clusters, or these with the time that the wave soaks after its last step. */
export type WaveSpec =
  | {
      /** Names of primary clusters. */
      readonly clusters: readonly string[];
      /** How long the wave stays at the goal before the next one begins. @default "0s" */
      readonly soak?: string;
    }
  | readonly string[];

/** One step: exactly one of the keys. */
export type RolloutStep =
  | { readonly setWeight: number }
  | { readonly pause: PauseSpec }
  | { readonly setCanaryScale: CanaryScale }
  | { readonly setHeaderRoute: HeaderRouteSpec }
  | { readonly setMirrorRoute: MirrorRouteSpec }
  | { readonly webhook: WebhookSpec }
  | { readonly analysis: AnalysisSpec };

/** A wait between two steps; `{}` waits until somebody promotes the rollout. */
export interface PauseSpec {
  /** How long it lasts; a number is seconds. @default until somebody promotes */
  readonly duration?: Duration | number;
}

/**
 * The pods of versions that gain traffic: exactly one of the keys. A step holds until another one,
 * and ends with the goal; a version with traffic keeps at least one pod.
 */
export type CanaryScale =
  | { readonly replicas: number }
  | { readonly weight: number }
  | { readonly matchTrafficWeight: boolean };

/** A route for some requests to the versions that gain traffic; without `match` it is removed. */
export interface HeaderRouteSpec {
  /** Name of the route in VirtualServices. A DNS label. */
  readonly name: string;
  /**
   * Conditions on headers, of which one must hold, as Argo Rollouts has it on Istio.
   * @default the route of this name is removed
   */
  readonly match?: readonly HeaderRoutingMatch[];
}

/** A condition on one header. */
export interface HeaderRoutingMatch {
  /** Name of the header. */
  readonly headerName: string;
  /** The condition on its value. */
  readonly headerValue: StringMatch;
}

/** A copy of some requests to the version that gains traffic; without `match` it is removed. */
export interface MirrorRouteSpec {
  /** Name of the route in VirtualServices. A DNS label. */
  readonly name: string;
  /**
   * Conditions on requests; a list: those of one of its items. For all requests `path: {prefix:
   * /}`.
   * @default the route of this name is removed
   */
  readonly match?: readonly MirrorRoutingMatch[];
  /** Share of these requests that are copied, above 0 up to 100. @default 100 */
  readonly percentage?: number;
}

/** Conditions on a request; at least one. All of them must hold. */
export interface MirrorRoutingMatch {
  /** A condition on the HTTP method. */
  readonly method?: StringMatch;
  /** A condition on the path, without the query. */
  readonly path?: PathMatch;
  /** Conditions by header name. */
  readonly headers?: Readonly<Record<string, StringMatch>>;
}

/** A question to a server: any 2xx passes, 4xx fails. */
export interface WebhookSpec {
  /** Its name in the status of the rollout. A DNS label. */
  readonly name: string;
  /** The address that gets a POST. */
  readonly url: string;
  /** Time for one answer. @default "10s" */
  readonly timeout?: Duration;
  /**
   * Time in which it is asked again after a time-out or a 5xx; then the rollout waits.
   * @default "1m"
   */
  readonly interval?: Duration;
}
