// The resource metrics of a cluster: a stand-in for metrics-server, which the lab's users fill.
import type { KubeClient, KubeObject } from "../../kubernetes/client";
import { objectPath } from "../../kubernetes/object-path";

const group = "metrics.k8s.io";

/**
 * The API that autoscalers read (https://kubernetes.io/docs/reference/external-api/metrics.v1beta1/).
 * A real cluster has it from an aggregated API server; objects of a custom resource answer the same
 * requests.
 */
const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: {
    name: `pods.${group}`,
    annotations: {
      // Groups of k8s.io need one (https://github.com/kubernetes/enhancements/pull/1111).
      "api-approved.kubernetes.io": "unapproved, a stand-in for metrics-server",
    },
  },
  spec: {
    group,
    names: { kind: "PodMetrics", plural: "pods", singular: "pod", listKind: "PodMetricsList" },
    scope: "Namespaced",
    versions: [
      {
        name: "v1beta1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        },
      },
    ],
  },
};

/** Makes the API of resource metrics in a cluster; it has no metrics yet. */
export async function addPodMetrics(client: KubeClient): Promise<void> {
  await client.apply(objectPath(definition), definition);
}

/** What pods use, in Kubernetes' units, such as `{ cpu: "250m" }`. */
export type Usage = Readonly<Partial<Record<"cpu" | "memory", string>>>;

/** The pods whose usage is set. */
export interface UsingPods {
  readonly namespace: string;
  /** Labels that they have, such as `{ app: "cart", version: "v2" }`. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Says what each of some pods uses. Pods that start later have no metrics until it runs again.
 *
 * @returns the names of the pods
 */
export async function setUsage(
  client: KubeClient,
  { namespace, labels }: UsingPods,
  usage: Usage,
): Promise<string[]> {
  const wanted = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const selector = encodeURIComponent(wanted.join(","));
  const pods = await client.list<KubeObject>(
    `/api/v1/namespaces/${namespace}/pods?labelSelector=${selector}`,
  );
  await Promise.all(
    pods.map(({ metadata: { name, labels: own = {} } }) => {
      const metrics = {
        apiVersion: `${group}/v1beta1`,
        kind: "PodMetrics",
        metadata: { name, namespace, labels: own },
        timestamp: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
        window: "1s",
        containers: [{ name: "all", usage }],
      };
      return client.apply(`/apis/${group}/v1beta1/namespaces/${namespace}/pods/${name}`, metrics);
    }),
  );
  return pods.map(({ metadata }) => metadata.name);
}
