import { request } from "node:https";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { LabCluster } from "../../../lab/lab";

interface Kubeconfig {
  clusters: { cluster: { server: string; "certificate-authority-data": string } }[];
  users: { user: { token: string } }[];
}

/** Reads a path of a cluster's API server. */
export function get<T>(cluster: LabCluster, path: string): Promise<T> {
  const kubeconfig = parse(readFileSync(cluster.kubeconfig, "utf8")) as Kubeconfig;
  const server = kubeconfig.clusters[0]?.cluster;
  const options = {
    ca: Buffer.from(server?.["certificate-authority-data"] ?? "", "base64"),
    headers: { authorization: `Bearer ${kubeconfig.users[0]?.user.token}` },
  };
  return new Promise((done, fail) => {
    const ask = request(`${server?.server}${path}`, options, (answer) => {
      let text = "";
      answer.on("data", (chunk: Buffer) => (text += chunk.toString()));
      answer.on("end", () => done(JSON.parse(text) as T));
    });
    ask.once("error", fail).end();
  });
}

interface List {
  items: { metadata: { name: string; namespace?: string; generation?: number } }[];
}

const kinds: Record<string, string> = {
  Namespace: "/api/v1/namespaces",
  Service: "/api/v1/services",
  Deployment: "/apis/apps/v1/deployments",
  DestinationRule: "/apis/networking.istio.io/v1/destinationrules",
  Gateway: "/apis/networking.istio.io/v1/gateways",
  VirtualService: "/apis/networking.istio.io/v1/virtualservices",
  PeerAuthentication: "/apis/security.istio.io/v1/peerauthentications",
};

/** The cluster's objects of the kinds that a release makes, as `<kind> <namespace>/<name>`. */
export async function objects(cluster: LabCluster, namespace?: string): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(kinds).map(async ([kind, path]) => {
      const { items } = await get<List>(cluster, path);
      return items.map(({ metadata }) => ({ kind, ...metadata }));
    }),
  );
  return found
    .flat()
    .filter((o) => !namespace || o.namespace === namespace || o.name === namespace)
    .map(({ kind, namespace: inside, name }) => `${kind} ${inside ? `${inside}/` : ""}${name}`)
    .sort();
}
