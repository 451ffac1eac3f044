/** From a cluster of the config to its API server and a client for it. */
import type { Cluster } from "../model/release/cluster";
import { fieldManager } from "../model/manifests/ownership";
import { apiServer, type ApiServer } from "./api-server";
import { KubeClient } from "./client";
import { credentialSource } from "./credential-source";
import { impersonationOf } from "./impersonation";
import { givenKubeconfig, readKubeconfig } from "./kubeconfig";
import { authorityOf } from "./named-files";

/** How long the beginning of an API server's answer may take. */
const timeoutMs = 10_000;

/**
 * The API server of a cluster.
 *
 * @param given text or path of its kubeconfig, where the cluster's own fields do not name it; it may
 * be secret
 * @throws Error that says what can't be used and why; it holds nothing that may be secret
 */
export function serverOf(cluster: Cluster, given?: string): ApiServer {
  // For the provider, too, an empty one is the default kubeconfig, or in a pod its service account.
  const kubeconfig = given ? givenKubeconfig(given) : readKubeconfig(cluster);
  return apiServer(kubeconfig, cluster.context);
}

/**
 * A client for an API server, without the engine. Its first credentials are fetched before it is returned; later it
 * renews them by itself.
 *
 * @throws Error that says what of the kubeconfig can't be used, or why a credential plugin gave nothing
 * @throws ProviderOnlyError where Pulumi's provider could get credentials, and this program can't
 */
export async function clientFor(server: ApiServer): Promise<KubeClient> {
  const { url, entry, proxy } = server;
  const source = await credentialSource(server);
  const ca = authorityOf(server);
  await source.current();
  return new KubeClient({
    source,
    ca,
    proxy,
    impersonation: impersonationOf(server.user),
    server: url.href.replace(/\/$/, ""),
    servername: entry["tls-server-name"] || undefined,
    insecure: entry["insecure-skip-tls-verify"] ?? false,
    fieldManager,
    timeoutMs,
  });
}
