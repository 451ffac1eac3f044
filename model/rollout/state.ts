// What a rollout has set in the clusters: weights, managed routes and the scale of new versions.
import type { RouteMatch, ServiceWeights } from "../release/routing";

/** The weights of one cluster. */
export interface ClusterWeights {
  /** By service; a service that is no part of the rollout is left out. */
  readonly services: Readonly<Record<string, ServiceWeights>>;
  /** Percentages of requests that enter lanes at its gateway, by lane. */
  readonly lanes: Readonly<Record<string, number>>;
}

/** The weights of primary clusters, by their names. */
export type FleetWeights = Readonly<Record<string, ClusterWeights>>;

/** A route that a step set, and that goes when the goal is set. */
export interface ManagedRoute {
  readonly name: string;
  /** Requests that go to the versions that gain traffic. */
  readonly match?: readonly RouteMatch[];
  /** Percent of the requests that are copied to the version that gains traffic. */
  readonly mirror?: number;
  /** Weights among the versions that gain traffic, by service. */
  readonly to: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** Pods by version, by service. */
export type VersionScale = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** All that a rollout sets in its clusters. */
export interface FleetState {
  readonly weights: FleetWeights;
  /** By cluster, in the order in which steps set them; clusters without one are left out. */
  readonly routes: Readonly<Record<string, readonly ManagedRoute[]>>;
  /** By cluster; clusters whose versions have their declared pods are left out. */
  readonly scale: Readonly<Record<string, VersionScale>>;
}
