// Objects that this program did not write, for the specs of adoption.
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import type { LabCluster } from "../../../lab/lab";
import { objectPath } from "../../../kubernetes/object-path";
import { asApplied } from "../../support/shops/adopted";
import { istioOf, type Full, type Shop } from "../../support/shops/parts";
import { type Manifest, namespace } from "./lab-parts";

const host = "helloworld";
const mutual = { tls: { mode: "ISTIO_MUTUAL" } };
const subset = (name: string) => ({ name, labels: { version: name }, trafficPolicy: mutual });

/** Objects as a user writes them: helloworld with one rule for both subsets, and other names. */
export function handWritten(space: string, version: string, domain: string): Manifest[] {
  const labels = { app: host, version };
  const at = (name: string) => ({ name, namespace: space });
  return [
    namespace(space, { "istio-injection": "enabled" }),
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...at(host), labels: { app: host, service: host } },
      spec: {
        selector: { app: host },
        ports: [{ name: "http-5000", port: 5000, targetPort: 5000 }],
      },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { ...at(`${host}-${version}`), labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels: { ...labels, team: "hello" }, annotations: { note: "by hand" } },
          spec: {
            terminationGracePeriodSeconds: 15,
            containers: [
              {
                name: host,
                image: `docker.io/istio/examples-helloworld-${version}:1.0`,
                resources: { requests: { cpu: "10m" } },
                ports: [{ name: "web", containerPort: 5000 }],
                env: [
                  { name: "POD", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
                  { name: "GREETING", value: "hello" },
                ],
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: at(host),
      spec: { host, trafficPolicy: mutual, subsets: [subset("v1"), subset("v2")] },
    },
    {
      apiVersion: "networking.istio.io/v1",
      kind: "Gateway",
      metadata: at("helloworld-gateway"),
      spec: {
        selector: { istio: "ingressgateway" },
        servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: [domain] }],
      },
    },
    {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: at("helloworld-vs"),
      spec: {
        hosts: [domain, host],
        gateways: ["helloworld-gateway", "mesh"],
        http: [
          {
            route: [
              { destination: { host, subset: "v1", port: { number: 5000 } }, weight: 90 },
              { destination: { host, subset: "v2", port: { number: 5000 } }, weight: 10 },
            ],
          },
        ],
      },
    },
  ];
}

/** Creates objects as `kubectl create` does. */
export async function createByHand(
  cluster: LabCluster,
  objects: readonly Manifest[],
): Promise<void> {
  const client = clientOf(cluster.kubeconfig);
  for (const object of objects) {
    const path = objectPath(object);
    await client.create(
      `${path.slice(0, path.lastIndexOf("/"))}?fieldManager=kubectl-create`,
      object,
    );
  }
}

/** A Gateway, and a VirtualService that leads from it to a shop under a host. */
export function entryOf({ namespace, entry }: Shop, host: string): Full[] {
  const destination = { host: entry.service, port: { number: entry.port } };
  return [
    istioOf(namespace, "Gateway", "front", {
      selector: { istio: "ingressgateway" },
      servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: [host] }],
    }),
    istioOf(namespace, "VirtualService", `${entry.service}-front`, {
      hosts: [host],
      gateways: ["front"],
      http: [{ route: [{ destination }] }],
    }),
  ];
}

/** Applies objects as `kubectl apply` without `--server-side` does. */
export async function applyByHand(
  { kubeconfig }: Pick<LabCluster, "kubeconfig">,
  objects: readonly Full[],
): Promise<void> {
  const client = clientOf(kubeconfig);
  for (const object of objects) {
    const path = objectPath(object);
    await client.create(
      `${path.slice(0, path.lastIndexOf("/"))}?fieldManager=kubectl-client-side-apply`,
      asApplied(object),
    );
  }
}
