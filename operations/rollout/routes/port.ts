/**
 * The fast lane of a rollout: how its driver writes the routes of a step beside the engine, and knows
 * that proxies took them. A port: the driver decides against it, and specs give it another one.
 */
import type { ClusterPlan } from "../../../model/plan/plan";
import type { Cluster } from "../../../model/release/cluster";
import type { ClusterApi } from "../../cluster-api";
import type { Drift } from "../../drift/decide";
import type { Result } from "../../result";

/** A cluster as a driver reaches it. */
export interface LaneCluster {
  readonly cluster: Cluster;
  /** Its client as soon as there is one, or why there is none. */
  readonly client: Promise<Result<ClusterApi>>;
}

/** What the routes of one primary cluster become. */
export interface RouteChange extends LaneCluster {
  /**
   * The plans whose routes the cluster may have: that of the recorded state and, where a step may be
   * half written, that of the state before it.
   */
  readonly from: readonly ClusterPlan[];
  /** The plan whose routes it gets; it names no subset that proxies do not have. */
  readonly next: ClusterPlan;
  /**
   * Asked after the routes of a step were read and before they are written, each time: an abort
   * writes routes first and then the record of the same cluster. So a write that goes on is refused
   * by the resourceVersion, or this says why it must not. @default it may
   *
   * @returns why the step must not be written; undefined where it may
   */
  readonly mayWrite?: () => Promise<string | undefined>;
}

/** What became of the routes of one cluster. */
export interface RouteOutcome {
  /** Name of the cluster. */
  readonly cluster: string;
  /** The VirtualServices that were written, such as `VirtualService shop/cart`; others were right. */
  readonly written: readonly string[];
  /** Why the cluster does not have all routes as planned; left out where it has. */
  readonly trouble?: RouteTrouble;
}

/** Why a cluster does not have all routes as planned. */
export type RouteTrouble =
  /**
   * Routes are none of those that were planned. The manager `gray-release` stands for another run of
   * this program: an abort, another driver, an update.
   */
  | { readonly kind: "other"; readonly drift: readonly [Drift, ...Drift[]] }
  /** The rollout does not go on in the cluster: its record there was ended or taken over. */
  | { readonly kind: "ended"; readonly why: string }
  /** The cluster lacks VirtualServices: only an update makes them. */
  | { readonly kind: "missing"; readonly routes: readonly string[] }
  /** It could not be read or written; the reason as the API server gives it. */
  | { readonly kind: "failed"; readonly failure: string };

/** Whether the proxies of one cluster took its routes. */
export interface SettleOutcome {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Milliseconds from the question to the last answer. */
  readonly ms: number;
  /** How many proxies its istiods list; left out where they can't be asked. */
  readonly proxies?: number;
  /** Proxies that were left behind, in words, as `settle.stragglers` allows. */
  readonly behind: readonly string[];
  /** Why its istiods can't be asked, in words: it waited `settle.seconds` instead. */
  readonly unasked?: string;
  /** Which proxies are stale, or why that is not known, in words; left out where it is settled. */
  readonly stale?: string;
}

/** Writes routes of many clusters at once; the trouble of one cluster is its own. */
export interface RouteLane {
  /**
   * Writes the routes of a step. In a cluster where any route is none of the planned ones, it writes
   * nothing.
   *
   * @returns what became of each cluster, in their order
   */
  writeStep(changes: readonly RouteChange[]): Promise<RouteOutcome[]>;
  /**
   * Writes the routes to which traffic goes back. Where another field manager changed a route, its
   * weights move and the rest of it stays; it is among the written ones and in the trouble, too. A
   * route that another run of this program wrote stays as it is.
   *
   * @param onOutcome gets what became of a cluster, as soon as that is known
   * @returns what became of each cluster, in their order
   */
  takeBack(
    changes: readonly RouteChange[],
    onOutcome?: (outcome: RouteOutcome) => void,
  ): Promise<RouteOutcome[]>;
  /** Begins to connect to the istiods of clusters, so that the first step is as fast as the others. */
  open(changes: readonly Omit<RouteChange, "from">[]): void;
  /**
   * Waits until the proxies of each cluster took its routes. It keeps its connections to istiods for
   * the next step.
   *
   * @returns what became of each cluster, in their order
   */
  settle(changes: readonly Omit<RouteChange, "from">[]): Promise<SettleOutcome[]>;
  /** Closes the connections to istiods. */
  close(): void;
}
