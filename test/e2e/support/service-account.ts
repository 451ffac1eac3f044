// Makes a kubeconfig with a fresh token of a service account.
import { readFileSync } from "node:fs";
import { clientOf, kubeconfig } from "../../../lab/control-plane/kubeconfig";
import type { LabCluster } from "../../../lab/lab";

/** The text of a kubeconfig for a cluster of the lab, with a fresh token of a service account. */
export async function kubeconfigOf(
  cluster: LabCluster,
  account: { readonly namespace: string; readonly name: string },
): Promise<string> {
  const { status } = await clientOf(cluster.kubeconfig).create<{ status: { token: string } }>(
    `/api/v1/namespaces/${account.namespace}/serviceaccounts/${account.name}/token`,
    { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} },
  );
  const administrator = JSON.parse(readFileSync(cluster.kubeconfig, "utf8")) as {
    clusters: [{ cluster: { server: string; "certificate-authority-data": string } }];
  };
  const { server, "certificate-authority-data": authority } = administrator.clusters[0].cluster;
  return kubeconfig({
    name: cluster.name,
    server,
    authority: Buffer.from(authority, "base64").toString(),
    token: status.token,
  });
}
