// Live objects with their managed fields, before and after other managers changed them.
import type { ManagedFieldsEntry, LiveObject } from "../../model/live-object";
import { deploymentManifest, type DeploymentManifest } from "../../model/manifests/deployment";
import {
  virtualServiceManifest,
  type VirtualServiceManifest,
} from "../../model/manifests/virtual-service";

/** The time of all claims, which are copies of those that an API server 1.36 of the lab kept. */
const time = "2026-11-21T20:46:40Z";

/** A Deployment as it is declared. */
export const deployment: DeploymentManifest = deploymentManifest({
  namespace: "shop",
  service: "cart",
  version: "v2",
  image: "example.com/cart:2",
  targetPort: 8080,
  replicas: 1,
  env: { LEVEL: "info", MODE: "" },
});

/** A VirtualService as it is declared, 80/20. */
export const route: VirtualServiceManifest = virtualServiceManifest({
  namespace: "shop",
  service: "cart",
  name: "cart",
  port: 80,
  defaultRoute: "http-80",
  versions: ["v1", "v2"],
  weights: { v1: 80, v2: 20 },
});

/** The same VirtualService with other weights. */
export function weighted(v1: number): VirtualServiceManifest {
  const [first, second] = route.spec.http?.[0]?.route ?? [];
  const shares = [
    { ...first, weight: v1 },
    { ...second, weight: 100 - v1 },
  ];
  return {
    ...route,
    spec: { ...route.spec, http: [{ ...route.spec.http?.[0], route: shares }] },
  } as VirtualServiceManifest;
}

/** An object with the managers that wrote it. */
export function live<T extends { metadata: object }>(
  object: T,
  managedFields: ManagedFieldsEntry[],
) {
  return {
    ...object,
    metadata: { ...object.metadata, resourceVersion: "973", managedFields },
  } as unknown as LiveObject & T;
}

/** A claim on `spec.hosts` and `spec.http`. */
export function routeClaim(
  manager: string,
  operation: ManagedFieldsEntry["operation"],
): ManagedFieldsEntry {
  return { manager, operation, time, fieldsV1: { "f:spec": { "f:hosts": {}, "f:http": {} } } };
}

/** The VirtualService after a user set 30/70 with `kubectl edit`. */
export const editedRoute = live(weighted(30), [
  { ...routeClaim("gray-release", "Apply"), fieldsV1: { "f:spec": { "f:hosts": {} } } },
  { manager: "kubectl-edit", operation: "Update", time, fieldsV1: { "f:spec": { "f:http": {} } } },
]);

const container = "k:" + JSON.stringify({ name: "cart" });
const variable = (name: string) => "k:" + JSON.stringify({ name });
const port = "k:" + JSON.stringify({ containerPort: 8080, protocol: "TCP" });

/**
 * The Deployment after `kubectl edit` of a variable, `kubectl scale`, `kubectl label`, and
 * `kubectl rollout restart`, with the defaults that the API server filled in.
 */
export const handledDeployment: LiveObject = live(
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: {
      name: "cart-v2",
      namespace: "shop",
      labels: { app: "cart", team: "a", version: "v2" },
      annotations: { "deployment.kubernetes.io/revision": "2" },
    },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: "cart", version: "v2" } },
      template: {
        metadata: {
          labels: { app: "cart", version: "v2" },
          annotations: {
            "kubectl.kubernetes.io/restartedAt": "2026-11-21T20:00:00Z",
            ...deployment.spec.template.metadata?.annotations,
          },
        },
        spec: {
          ...deployment.spec.template.spec,
          containers: [
            {
              ...deployment.spec.template.spec?.containers[0],
              ports: [{ containerPort: 8080, protocol: "TCP" }],
              env: [
                { name: "LEVEL", value: "debug" },
                { name: "EXTRA", value: "1" },
                { name: "MODE" },
              ],
              resources: {},
              imagePullPolicy: "IfNotPresent",
            },
          ],
          restartPolicy: "Always",
          dnsPolicy: "ClusterFirst",
        },
      },
      strategy: deployment.spec.strategy,
      revisionHistoryLimit: 10,
    },
  },
  [
    {
      manager: "gray-release",
      operation: "Apply",
      time,
      fieldsV1: {
        "f:metadata": { "f:labels": { "f:app": {}, "f:version": {} } },
        "f:spec": {
          "f:selector": {},
          "f:strategy": {
            "f:rollingUpdate": { "f:maxSurge": {}, "f:maxUnavailable": {} },
            "f:type": {},
          },
          "f:template": {
            "f:metadata": { "f:labels": { "f:app": {}, "f:version": {} } },
            "f:spec": {
              "f:containers": {
                [container]: {
                  ".": {},
                  "f:env": {
                    [variable("LEVEL")]: { ".": {}, "f:name": {} },
                    [variable("MODE")]: { ".": {}, "f:name": {}, "f:value": {} },
                  },
                  "f:image": {},
                  "f:lifecycle": { "f:preStop": { "f:sleep": { "f:seconds": {} } } },
                  "f:name": {},
                  "f:ports": { [port]: { ".": {}, "f:containerPort": {} } },
                },
              },
            },
          },
        },
      },
    },
    {
      manager: "kubectl",
      operation: "Update",
      fieldsV1: { "f:spec": { "f:replicas": {} } },
      subresource: "scale",
    },
    {
      manager: "kube-controller-manager",
      operation: "Update",
      time,
      fieldsV1: {
        "f:metadata": {
          "f:annotations": { ".": {}, "f:deployment.kubernetes.io/revision": {} },
        },
        "f:status": { "f:observedGeneration": {}, "f:terminatingReplicas": {} },
      },
      subresource: "status",
    },
    {
      manager: "kubectl-edit",
      operation: "Update",
      time,
      fieldsV1: {
        "f:spec": {
          "f:template": {
            "f:spec": {
              "f:containers": {
                [container]: {
                  "f:env": {
                    [variable("EXTRA")]: { ".": {}, "f:name": {}, "f:value": {} },
                    [variable("LEVEL")]: { "f:value": {} },
                  },
                },
              },
            },
          },
        },
      },
    },
    {
      manager: "kubectl-label",
      operation: "Update",
      time,
      fieldsV1: { "f:metadata": { "f:labels": { "f:team": {} } } },
    },
    {
      manager: "kubectl-rollout",
      operation: "Update",
      time,
      fieldsV1: {
        "f:spec": {
          "f:template": {
            "f:metadata": { "f:annotations": { "f:kubectl.kubernetes.io/restartedAt": {} } },
          },
        },
      },
    },
  ],
);
