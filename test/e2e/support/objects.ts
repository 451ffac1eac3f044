// Lists a cluster's objects of the kinds that a release makes.
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import type { LabCluster } from "../../../lab/lab";

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
  AuthorizationPolicy: "/apis/security.istio.io/v1/authorizationpolicies",
  PeerAuthentication: "/apis/security.istio.io/v1/peerauthentications",
};

/** The cluster's objects of the kinds that a release makes, as `<kind> <namespace>/<name>`. */
export async function objects(cluster: LabCluster, namespace?: string): Promise<string[]> {
  const client = clientOf(cluster.kubeconfig);
  const found = await Promise.all(
    Object.entries(kinds).map(async ([kind, path]) => {
      const { items } = await client.request<List>("GET", path);
      return items.map(({ metadata }) => ({ kind, ...metadata }));
    }),
  );
  return found
    .flat()
    .filter((o) => !namespace || o.namespace === namespace || o.name === namespace)
    .map(({ kind, namespace: inside, name }) => `${kind} ${inside ? `${inside}/` : ""}${name}`)
    .sort();
}
