// The component for the namespace of a release in one cluster.
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { namespaceManifest, type NamespaceArgs } from "../model/manifests/namespace";
import { grouping } from "./grouping";
import { owned } from "../model/manifests/ownership";

/**
 * A namespace whose pods get sidecars.
 *
 * @example
 * new MeshNamespace("shop-west", { namespace: "shop" }, { provider: west });
 */
export class MeshNamespace extends pulumi.ComponentResource {
  readonly namespace: k8s.core.v1.Namespace;

  constructor(name: string, args: NamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gray:index:MeshNamespace", name, {}, grouping(opts));
    const { metadata } = namespaceManifest(args);
    this.namespace = new k8s.core.v1.Namespace(
      `${name}-namespace`,
      { metadata: owned(metadata) },
      { parent: this, dependsOn: opts?.dependsOn },
    );
    this.registerOutputs({ namespace: this.namespace.metadata.name });
  }
}
