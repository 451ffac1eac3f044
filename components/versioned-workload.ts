// The component for the Deployment of one version in one cluster.
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { deploymentManifest, type DeploymentManifest } from "../model/manifests/deployment";
import type { WorkloadArgs } from "../model/manifests/workload-args";
import { grouping } from "./grouping";
import { buildPodSpec } from "./kubernetesx";
import { later } from "./later";
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
   * @param args may come later, such as a scale that the program reads first
   * @param opts `customTimeouts` hold for the Deployment: how long its pods get to become ready; the
   * Kubernetes provider's default is 10 minutes
   */
  constructor(
    name: string,
    args: pulumi.Input<WorkloadArgs>,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("gray:index:VersionedWorkload", name, {}, grouping(opts));
    const manifest = later(args, deploymentManifest);
    this.deployment = new k8s.apps.v1.Deployment(
      `${name}-deployment`,
      {
        metadata: later(manifest, ({ metadata }) => owned(metadata)),
        spec: later(manifest, specOf),
      },
      { parent: this, dependsOn: opts?.dependsOn, customTimeouts: opts?.customTimeouts },
    );
    this.registerOutputs({ deployment: this.deployment.metadata.name });
  }
}

function specOf({ spec }: DeploymentManifest): k8s.types.input.apps.v1.DeploymentSpec {
  const { metadata, spec: podSpec } = spec.template;
  const template = { metadata, spec: podSpec && buildPodSpec(podSpec) };
  return { ...spec, template };
}
