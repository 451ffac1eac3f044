// The component for the Deployment of one version in one cluster.
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { deploymentManifest } from "../model/manifests/deployment";
import type { WorkloadArgs } from "../model/manifests/workload-args";
import { grouping } from "./grouping";
import { buildPodSpec } from "./kubernetesx";
import { owned } from "../model/manifests/ownership";

/**
 * One version of a service in one cluster: a Deployment with the labels `app` and `version`. It is
 * created when its pods are ready; nothing routes to it before.
 *
 * @example
 * new VersionedWorkload(
 *   "shop-west-cart-v2",
 *   {
 *     namespace: "shop", service: "cart", version: "v2",
 *     image: "ghcr.io/acme/cart:2.0", targetPort: 8080,
 *   },
 *   { provider: west },
 * );
 */
export class VersionedWorkload extends pulumi.ComponentResource {
  readonly deployment: k8s.apps.v1.Deployment;

  /**
   * @param args `readySeconds`: how long its pods get to become ready; default 600
   */
  constructor(
    name: string,
    args: WorkloadArgs & { readonly readySeconds?: number },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("gray:index:VersionedWorkload", name, {}, grouping(opts));
    const { readySeconds, ...workload } = args;
    const { metadata, spec } = deploymentManifest(workload);
    const time = readySeconds === undefined ? undefined : `${readySeconds}s`;
    const podSpec = spec.template.spec;
    this.deployment = new k8s.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata: owned(metadata),
        spec: {
          ...spec,
          template: { metadata: spec.template.metadata, spec: podSpec && buildPodSpec(podSpec) },
        } as k8s.types.input.apps.v1.DeploymentSpec,
      },
      {
        parent: this,
        dependsOn: opts?.dependsOn,
        ...(time && { customTimeouts: { create: time, update: time } }),
      },
    );
    this.registerOutputs({ deployment: this.deployment.metadata.name });
  }
}
