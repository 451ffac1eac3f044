// The ingress gateway of each cluster.
import type { Cluster } from "../clusters";
import type { ControlPlane } from "../control-plane/control-plane";
import { objectPath } from "../../kubernetes/object-path";

/** Namespace, name and label of every cluster's ingress gateway, as Istio's own charts have them. */
export const gateway = {
  namespace: "istio-system",
  name: "istio-ingressgateway",
  label: "ingressgateway",
} as const;

/** Namespace and name of an ingress gateway, and the value of its pods' label `istio`. */
export interface IngressGateway {
  readonly namespace: string;
  readonly name: string;
  readonly label: string;
}

/** A port of the gateway's Service. */
export interface GatewayPort {
  name: string;
  port: number;
  /** Where its Envoy listens for it. */
  targetPort: number;
  /** Also a port on the host's loopback. */
  nodePort: number;
}

/** The ports of a cluster's gateway, as Istio's own charts have them. */
export function gatewayPorts(cluster: Cluster): GatewayPort[] {
  return [
    { name: "http2", port: 80, targetPort: 8080, nodePort: cluster.gatewayPort },
    { name: "https", port: 443, targetPort: 8443, nodePort: cluster.secureGatewayPort },
    { name: "tcp", port: 31400, targetPort: 31400, nodePort: cluster.tcpGatewayPort },
  ];
}

/** Creates the ingress gateway of a cluster. */
export async function applyGateway({ cluster, client }: ControlPlane): Promise<void> {
  const service = {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: gateway.name, namespace: gateway.namespace, labels: labelsOf(gateway) },
    spec: {
      // Its status stays empty, as on any cluster without a load balancer: it is reached by node port.
      type: "LoadBalancer",
      selector: labelsOf(gateway),
      ports: gatewayPorts(cluster).map((port) => ({ ...port, protocol: "TCP" })),
    },
  };
  for (const object of [...gatewayPods(gateway), service] as ReturnType<typeof gatewayPods>)
    await client.apply(objectPath(object), object);
}

function labelsOf({ name, label }: IngressGateway): Record<string, string> {
  return { app: name, istio: label };
}

/**
 * The Deployment of an ingress gateway, with the rights of its account; the injection webhook turns
 * its pod into a router.
 */
export function gatewayPods(of: IngressGateway): Parameters<typeof objectPath>[0][] {
  const { namespace, name } = of;
  const labels = labelsOf(of);
  const metadata = { name, namespace, labels };
  const authorization = "rbac.authorization.k8s.io";
  // Lets the gateway use Secrets of its namespace as certificates; the name is the charts'.
  const secretsRole = `${name}-sds`;
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    // istiod gives a gateway the Secret that `credentialName` names only if its account may read it.
    {
      apiVersion: `${authorization}/v1`,
      kind: "Role",
      metadata: { ...metadata, name: secretsRole },
      rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "watch", "list"] }],
    },
    {
      apiVersion: `${authorization}/v1`,
      kind: "RoleBinding",
      metadata: { ...metadata, name: secretsRole },
      roleRef: { apiGroup: authorization, kind: "Role", name: secretsRole },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels: { ...labels, "sidecar.istio.io/inject": "true" },
            annotations: {
              "inject.istio.io/templates": "gateway",
              "proxy.istio.io/config": JSON.stringify({ concurrency: 2 }),
            },
          },
          spec: {
            serviceAccountName: name,
            containers: [{ name: "istio-proxy", image: "auto" }],
          },
        },
      },
    },
  ] as Parameters<typeof objectPath>[0][];
}
