import type { Cluster } from "./clusters";
import type { ControlPlane } from "./control-plane";
import { objectPath } from "./kube-path";

/** Namespace, name and label of every cluster's ingress gateway, as Istio's own charts have them. */
export const gateway = {
  namespace: "istio-system",
  name: "istio-ingressgateway",
  label: "ingressgateway",
  /** Where its Envoy listens for the Service's port 80. */
  targetPort: 8080,
} as const;

/** Creates the ingress gateway of a cluster; the injection webhook turns its pod into a router. */
export async function applyGateway({ cluster, client }: ControlPlane): Promise<void> {
  for (const object of gatewayObjects(cluster)) await client.apply(objectPath(object), object);
}

function gatewayObjects(cluster: Cluster): Parameters<typeof objectPath>[0][] {
  const labels = { app: gateway.name, istio: gateway.label };
  const metadata = { name: gateway.name, namespace: gateway.namespace, labels };
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: {
        // Its status stays empty, as on any cluster without a load balancer: it is reached by node port.
        type: "LoadBalancer",
        selector: labels,
        ports: [
          {
            name: "http2",
            port: 80,
            targetPort: gateway.targetPort,
            nodePort: cluster.gatewayPort,
            protocol: "TCP",
          },
        ],
      },
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
            serviceAccountName: gateway.name,
            containers: [{ name: "istio-proxy", image: "auto" }],
          },
        },
      },
    },
  ] as Parameters<typeof objectPath>[0][];
}
