// Types that users of the lab see: clusters, status, options, errors.
/** What a cluster of the lab is in the mesh. */
export type ClusterRole = "primary" | "remote";

/** One cluster of the lab, as a user of the lab sees it. All addresses are the host's. */
export interface LabCluster {
  /** A DNS label; also the name of the kubeconfig's context and Istio's cluster ID. */
  name: string;
  /** `primary`: has an istiod of its own; `remote`: uses the first primary's. */
  role: ClusterRole;
  /** `https://127.0.0.1:<port>` */
  apiServer: string;
  /** Absolute path of a kubeconfig file (mode 0600) with administrator rights. */
  kubeconfig: string;
  /** `http://127.0.0.1:<nodePort>`: the cluster's ingress gateway. */
  gateway: string;
  /** `https://127.0.0.1:<nodePort>`: port 443 of the gateway; "" until the first `up` of this version. */
  secureGateway: string;
  /** `127.0.0.1:<nodePort>`: port 31400 of the gateway, for TCP; "" until the first `up` of this version. */
  tcpGateway: string;
  /**
   * `http://127.0.0.1:<port>`: the cluster's Prometheus, which answers while something is measured; "" until the first `up`
   * of this version.
   */
  prometheusUrl: string;
}

/** The lab as it is now. */
export interface LabStatus {
  /** `stopped` also when the lab never ran or was killed. */
  state: "running" | "starting" | "stopped";
  /** Absolute path of the state folder. */
  folder: string;
  /** Host PID of the supervisor, while it lives. */
  pid?: number;
  /** ISO time of the start, while it lives. */
  startedAt?: string;
  /** Seconds from the start until everything was ready. */
  readySeconds?: number;
  /** The clusters of the running lab, or of the last one. */
  clusters: LabCluster[];
}

/** What `up` starts. */
export interface LabOptions {
  /** State folder. Default `.lab` in the current folder. */
  folder?: string;
  /** Primary clusters. Default west and east. */
  clusters?: string[];
  /** Clusters without an istiod of their own. Default none. */
  remotes?: string[];
  /** Return a lab that already runs with the same clusters instead of refusing. Default false. */
  reuse?: boolean;
  /** Measure the whole mesh from the start, with a Prometheus for each cluster. Default false. */
  metrics?: boolean;
  /** Gets a line of text for every step done. */
  onProgress?: (line: string) => void;
  /** Aborting it brings down what was started. */
  signal?: AbortSignal;
}

/** A failure whose message tells a person what happened and what to do; shown without a stack. */
export class LabError extends Error {
  override name = "LabError";
}

/** Who writes the objects of the lab itself, in their `managedFields`. */
export const labFieldManager = "gray-release-lab";
