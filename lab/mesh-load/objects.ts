// The objects of a mesh load: a namespace with Services, their endpoints, and a pod for each simulated proxy.
import type { KubeObject } from "../../kubernetes/client";
import type { MeshLoad } from "./options";

/** The namespace of a mesh load; the lab removes what an earlier one left in it. */
export const loadNamespace = "mesh-load";

/** Path of the namespace. */
export const loadNamespacePath = `/api/v1/namespaces/${loadNamespace}`;

/** Paths of the collections in it. */
export const loadPaths = {
  services: `${loadNamespacePath}/services`,
  slices: `/apis/discovery.k8s.io/v1/namespaces/${loadNamespace}/endpointslices`,
  pods: `${loadNamespacePath}/pods`,
  serviceAccounts: `${loadNamespacePath}/serviceaccounts`,
} as const;

/** An address out of the lab's network that no process has: `10.<range>` and the number. */
function address(range: number, number: number): string {
  return `10.${range + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
}

/** Pods of simulated proxies have 10.160.0.1 and up. */
export const proxyAddress = (index: number): string => address(160, index + 1);

/** Endpoints have 10.161.0.0 and up: each change takes the next one, and in the end the first ones again. */
export const endpointAddress = (number: number): string => address(161, number % (30 << 16));

/** The name of a Service. */
export const serviceName = (index: number): string => `service-${index}`;

/** The name of the pod of a simulated proxy. */
export const proxyName = (index: number): string => `proxy-${index}`;

export const namespaceObject = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: loadNamespace },
};

const ports = { http: 8080, tcp: 9000 } as const;

/** A Service without a selector: its endpoints are written by hand. */
export function serviceObject(index: number, { headless }: Pick<MeshLoad, "headless">): KubeObject {
  const name = headless ? "tcp" : "http";
  const port = { name, port: ports[name], targetPort: ports[name], protocol: "TCP" };
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: serviceName(index), namespace: loadNamespace },
    spec: { ports: [port], ...(headless ? { clusterIP: "None" } : {}) },
  } as KubeObject;
}

/** The endpoints of a slice. */
export function endpointList(addresses: readonly string[]): object[] {
  const conditions = { ready: true, serving: true, terminating: false };
  return addresses.map((one) => ({ addresses: [one], conditions }));
}

/** The slice with the endpoints of a Service. */
export function sliceObject(
  index: number,
  { headless }: Pick<MeshLoad, "headless">,
  addresses: readonly string[],
): KubeObject {
  const name = headless ? "tcp" : "http";
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: serviceName(index),
      namespace: loadNamespace,
      labels: {
        "kubernetes.io/service-name": serviceName(index),
        "endpointslice.kubernetes.io/managed-by": "mesh-load",
      },
    },
    addressType: "IPv4",
    endpoints: endpointList(addresses),
    ports: [{ name, port: ports[name], protocol: "TCP" }],
  } as KubeObject;
}

/**
 * The pod of a simulated proxy, on a node that does not exist: no kubelet looks after it, and it is gone at once when it is
 * deleted.
 */
export function podObject(index: number): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: proxyName(index),
      namespace: loadNamespace,
      labels: { app: "mesh-load", "sidecar.istio.io/inject": "false" },
    },
    spec: {
      nodeName: "mesh-load",
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      containers: [{ name: "app", image: "example.com/mesh-load:1" }],
    },
  } as KubeObject;
}

/** The status of that pod, which a kubelet would write: Ready. */
export function podStatusOf(index: number, now: string): object {
  const ip = proxyAddress(index);
  const conditions = ["Initialized", "PodScheduled", "ContainersReady", "Ready"].map((type) => ({
    type,
    status: "True",
    lastTransitionTime: now,
  }));
  return {
    status: { phase: "Running", podIP: ip, podIPs: [{ ip }], startTime: now, conditions },
  };
}
