/** The port between operations and the API server of one cluster. */
import type { KubeClient } from "../kubernetes/client";

/**
 * What operations ask of one cluster: the port between decisions and an API server. `KubeClient` is
 * its implementation; specs run it against a fake API server.
 */
export type ClusterApi = Pick<
  KubeClient,
  | "get"
  | "getDated"
  | "list"
  | "create"
  | "apply"
  | "mergePatch"
  | "delete"
  | "text"
  | "proxied"
  | "close"
  | "connectToPod"
>;
