/** The API server of the cluster in whose pod this program runs. */
import { statSync } from "node:fs";
import { isIPv6 } from "node:net";
import { join } from "node:path";
import type { Kubeconfig } from "./kubeconfig-entries";

/** Where Kubernetes puts the files of a pod's service account. */
export const serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * A kubeconfig of the pod's service account, as client-go makes its config of it (`InClusterConfig` in rest/config.go).
 * Its token is read again, because Kubernetes renews it.
 *
 * @param folder of its files
 * @returns undefined outside of a pod
 */
export function inClusterKubeconfig(folder: string): Kubeconfig | undefined {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
  const [tokenFile, authority] = [join(folder, "token"), join(folder, "ca.crt")];
  if (!host || !port || !isFile(tokenFile)) return undefined;
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
  const cluster = { server, ...(isFile(authority) && { "certificate-authority": authority }) };
  const name = "in-cluster";
  return {
    "current-context": name,
    contexts: [{ name, context: { cluster: name, user: name } }],
    clusters: [{ name, cluster }],
    users: [{ name, user: { tokenFile } }],
  };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
