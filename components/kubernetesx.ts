// Builds pod specs with the library kubernetesx.
import * as kx from "@pulumi/kubernetesx";
import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { PodSpec } from "kubernetes-types/core/v1";

/**
 * The one place that touches kubernetesx. Its PodBuilder fills in the pod spec; its
 * `asDeploymentSpec` is not used, because it fixes labels and selector to `app` alone, and its
 * names for containers are cut off at a hyphen of the image's name. So containers come here with
 * their names, and the template stays ours.
 */
export function buildPodSpec(spec: PodSpec): pulumi.Output<k8s.types.input.core.v1.PodSpec> {
  return new kx.PodBuilder(spec as unknown as ConstructorParameters<typeof kx.PodBuilder>[0])
    .podSpec;
}
