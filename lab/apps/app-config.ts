// What a pod's stand-in server is started with.
/** A container as its stand-in sees it. */
export interface AppContainer {
  name: string;
  /** Its image: some are known to call others without being told, see `known-images.ts`. */
  image: string;
  env: Record<string, string>;
  /** TCP ports on which it answers. */
  ports: number[];
}

/** What the stand-in server of one pod has to know. */
export interface AppServerConfig {
  cluster: string;
  namespace: string;
  pod: string;
  labels: Record<string, string>;
  containers: AppContainer[];
  /** Path of a Unix socket on which the server answers when it is up: the pod agent asks there. */
  healthSocket: string;
  /** `address:port` of the sidecar's DNS proxy; absent in a pod without a sidecar. */
  dnsServer?: string;
  /** Address from which to call others, where the redirection to the sidecar goes by it. */
  sourceAddress?: string;
}
