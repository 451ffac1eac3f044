/** From a cluster of the config to its API server and a client for it. */
import type { Cluster } from "../model/release/cluster";
import { fieldManager } from "../model/manifests/ownership";
import { KubeClient } from "./client";
import { credentialsOf } from "./credentials";
import { apiServer, givenKubeconfig, readKubeconfig, type ApiServer } from "./kubeconfig";

/** How long the beginning of an API server's answer may take. */
const timeoutMs = 10_000;

/**
 * The API server of a cluster.
 *
 * @param given text or path of its kubeconfig, where the cluster's own fields do not name it; it may
 * be secret
 * @throws Error that says which file can't be used and why
 */
export function serverOf(cluster: Cluster, given?: string): ApiServer | undefined {
  const kubeconfig = given === undefined ? readKubeconfig(cluster) : givenKubeconfig(given);
  return apiServer(kubeconfig, cluster.context);
}

/**
 * A client for an API server, without the engine.
 *
 * @returns undefined where the kubeconfig holds no credentials that can be used here, or leads through a proxy
 * @throws Error that says why a credential plugin gave none
 */
export async function clientFor(server: ApiServer): Promise<KubeClient | undefined> {
  if (server.proxied) return undefined;
  const credentials = await credentialsOf(server);
  if (!credentials) return undefined;
  return new KubeClient({
    ...credentials,
    server: server.url.href.replace(/\/$/, ""),
    servername: server.entry["tls-server-name"],
    insecure: server.entry["insecure-skip-tls-verify"] ?? false,
    fieldManager,
    timeoutMs,
  });
}
