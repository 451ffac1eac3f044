/** Whom a wait for proxies asks, for how long, and how it ends. */
import type { Clock } from "../clock";
import type { Istiod } from "./istiod";
import type { PodClient, PodRights } from "./pods/rights";
import type { Straggler } from "./stragglers";

/** What is asked of one replica of istiod. */
export type AskedIstiod = Pick<
  Istiod,
  | "name"
  | "clusterId"
  | "revision"
  | "tuning"
  | "configs"
  | "endpoints"
  | "proxies"
  | "metrics"
  | "close"
>;

/** A primary cluster with all ready replicas of its istiod. */
export interface AskedCluster {
  readonly name: string;
  readonly client: PodClient;
  readonly istiods: readonly AskedIstiod[];
}

/** Clients of clusters, by the clusters' names. */
export type Clients = ReadonlyMap<string, PodClient>;

/** How long proxies may take. */
export interface SyncLimit {
  readonly seconds: number;
  readonly clock: Clock;
  /** How many proxies may be behind after that; see {@link allowedStragglers}. @default 0 */
  readonly stragglers?: number | string;
  /** Proxies that were left behind before, by name; not waited for again. @default none */
  readonly leftBehind?: ReadonlySet<string>;
  /**
   * How long an istiod's store may lag behind its API server, if that is longer. @default 0
   */
  readonly storeSeconds?: number;
  /** Gets a line for each istiod whose store lags for longer than `seconds`. @default nothing */
  readonly onLag?: (line: string) => void;
  /** What is known of the program's rights to list pods. @default nothing */
  readonly rights?: PodRights;
  /** Ends the questions early. */
  readonly signal?: AbortSignal;
}

/** The proxies that one istiod process lists, as connected to it. */
export interface ListedProxies {
  /** The cluster of the istiod. */
  readonly cluster: AskedCluster;
  /** The name of that cluster in the mesh. */
  readonly clusterId: string;
  /** By their names in the mesh: `<cluster>/<pod>.<namespace>`. */
  readonly keys: ReadonlyMap<string, unknown>;
}

/** How proxies took a stage. */
export interface Synced {
  /** How many there are in all clusters; left out where no proxy has to take anything. */
  readonly proxies?: number;
  /** Proxies that were left behind. */
  readonly behind: readonly Straggler[];
  /** What the istiods list; left out where no proxy has to take anything. */
  readonly listed?: readonly ListedProxies[];
}

/** Proxies did not sync within the time limit. */
export class StaleError extends Error {
  override name = "StaleError";
  constructor(
    readonly seconds: number,
    /** What is missing, in words, each with its cluster. */
    readonly stale: readonly string[],
    /** How many proxies are behind; 0 where an istiod itself is. */
    readonly proxies = 0,
  ) {
    super(`after ${seconds} s ${stale.slice(0, 5).join("; ")}`);
  }
}
