/** The port between operations and the API server of one cluster. */
import type { Duplex } from "node:stream";
import type { KubeClient, KubeObject } from "../kubernetes/client";

/**
 * What operations ask of one cluster: the port between decisions and an API server. `KubeClient` is
 * its implementation; specs run it against a fake API server.
 */
export type ClusterApi = Pick<
  KubeClient,
  "get" | "list" | "apply" | "mergePatch" | "delete" | "text" | "close"
> & {
  /** A connection to a port of a pod, as from inside the pod. */
  connectToPod(
    pod: { readonly namespace: string; readonly name: string },
    port: number,
  ): Promise<Duplex>;
};

/** Any Kubernetes object that is written through the port. */
export type WrittenObject = KubeObject;
