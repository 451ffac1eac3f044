// What a poll of the metrics says: requests of two versions, by place.

/** Requests, and how many of them were bad. */
export type Counts = readonly [requests: number, bad: number];

/** The requests of two versions between the same places; a place is the id of a cluster in the mesh. */
export interface Tally {
  /**
   * The cluster of the callers: weights differ by it, so rates of different ones are never pooled
   * (Simpson's paradox).
   */
  readonly source: string;
  /** The cluster of the pods that were called. */
  readonly destination: string;
  /** The version that gains requests. */
  readonly canary: Counts;
  /** The versions that lose requests, together. */
  readonly stable: Counts;
}

/** Requests to a service that reached no pod, so that they belong to no version. */
export interface UnreachedTally {
  /** The cluster of the callers. */
  readonly source: string;
  /** All requests to the service, also those that reached a pod; and those that reached none. */
  readonly counts: Counts;
}

/** Two versions of a service that are compared. */
export interface Pair {
  readonly service: string;
  /** The version that gains requests. */
  readonly canary: string;
  /** The versions that lose requests. */
  readonly stable: readonly string[];
}

/** A pair as text, for maps. */
export function pairKey({ service, canary }: Pick<Pair, "service" | "canary">): string {
  return `${service}/${canary}`;
}
