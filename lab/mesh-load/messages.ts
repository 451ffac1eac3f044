// What a mesh load's program inside the namespaces is told, and what it tells.
import type { MeshLoad } from "./options";

/** What the program plays, and where. */
export interface LoadStart {
  load: MeshLoad;
  /** Name of the cluster, which is Istio's cluster ID. */
  cluster: string;
  /** Address of its istiod inside the lab. */
  address: string;
  /** Path of a kubeconfig with the address of its API server inside the lab. */
  kubeconfig: string;
}

/** What a mesh load has done until now. */
export interface LoadCounts {
  /** Proxies that are connected and have their first configuration. */
  connected: number;
  /** Endpoints that were changed. */
  changes: number;
  /** Responses that proxies acknowledged. */
  acknowledged: number;
  /** Milliseconds from the arrival of a response to its acknowledgement, at most, since all proxies had started. */
  slowestAckMs: number;
  /** Seconds of a core that the load itself took. */
  cpuSeconds: number;
}

/** What the program tells, one JSON object a line. */
export type FromLoad =
  | { type: "progress"; line: string }
  | { type: "ready" }
  | ({ type: "counts" } & LoadCounts)
  | { type: "failed"; message: string };
