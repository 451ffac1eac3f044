/** The component for objects that a release brings beside its own. */
import * as pulumi from "@pulumi/pulumi";
import { holdsData } from "../model/kinds";
import type { Manifest } from "../model/manifests/metadata";
import { written } from "../model/manifests/ownership";
import { grouping } from "./grouping";

/** Arguments of {@link BesideObjects}. */
export interface BesideObjectsArgs {
  readonly objects: readonly Manifest[];
  /** Whether objects that hold data are protected from being deleted. @default true */
  readonly protect?: boolean;
}

/**
 * Objects of any kind in one cluster, such as a ServiceAccount and a ConfigMap that pods use. The
 * engine deletes them after all that depends on this component.
 *
 * @example
 * new BesideObjects(
 *   "shop-west",
 *   { objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "cart", namespace: "shop" } }] },
 *   { provider: west },
 * );
 */
export class BesideObjects extends pulumi.ComponentResource {
  constructor(
    name: string,
    { objects, protect = true }: BesideObjectsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("gray:index:BesideObjects", name, {}, grouping(opts));
    for (const object of objects)
      new KubernetesObject(`${name}-${nameOf(object)}`, object, {
        parent: this,
        dependsOn: opts?.dependsOn,
        customTimeouts: opts?.customTimeouts,
        ...(holdsData(object) && { protect }),
      });
    this.registerOutputs({});
  }
}

function nameOf({ kind, metadata: { namespace, name } }: Manifest): string {
  return [kind.toLowerCase(), namespace, name].join("-");
}

/**
 * An object of any kind. `CustomResource` of the SDK has no kind of the core group: its type would
 * lack the group, which the provider asks for.
 */
class KubernetesObject extends pulumi.CustomResource {
  constructor(name: string, object: Manifest, opts: pulumi.CustomResourceOptions) {
    const { apiVersion, kind } = object;
    const version = apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`;
    super(`kubernetes:${version}:${kind}`, name, { ...written(object) }, opts);
  }
}
