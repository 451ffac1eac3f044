/** Registers one object of Istio below the component that it belongs to. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Manifest } from "../model/manifests/metadata";
import { owned } from "../model/manifests/ownership";

/**
 * Registers a mesh object under this program's field manager.
 *
 * @param name Pulumi name of the object
 * @param opts options; of those of the component only `dependsOn` counts, because its resources
 * wait and not it itself
 */
export function meshObject(
  parent: pulumi.ComponentResource,
  name: string,
  { metadata, ...manifest }: Manifest,
  opts: pulumi.ComponentResourceOptions | undefined,
): k8s.apiextensions.CustomResource {
  return new k8s.apiextensions.CustomResource(
    name,
    { ...manifest, metadata: owned(metadata) },
    { parent, dependsOn: opts?.dependsOn },
  );
}
