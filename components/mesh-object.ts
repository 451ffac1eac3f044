/** Registers one object of Istio below the component that it belongs to. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { typeOf, type Kind } from "../model/kinds";
import type { Manifest } from "../model/manifests/metadata";
import { owned } from "../model/manifests/ownership";
import { later } from "./later";

/** An object of Istio. */
export interface MeshManifest extends Manifest {
  readonly spec: object;
}

/**
 * Registers a mesh object under this program's field manager.
 *
 * @param name Pulumi name of the object
 * @param kind its kind, which the engine has to know before the object itself
 * @param manifest the object, which may come later
 * @param opts options; of those of the component only `dependsOn` counts, because its resources
 * wait and not it itself
 */
export function meshObject(
  parent: pulumi.ComponentResource,
  name: string,
  kind: Kind,
  manifest: pulumi.Input<MeshManifest>,
  opts: pulumi.ComponentResourceOptions | undefined,
): k8s.apiextensions.CustomResource {
  return new k8s.apiextensions.CustomResource(
    name,
    {
      ...typeOf(kind),
      metadata: later(manifest, ({ metadata }) => owned(metadata)),
      spec: later(manifest, ({ spec }) => spec),
    },
    { parent, dependsOn: opts?.dependsOn },
  );
}
