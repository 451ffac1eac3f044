// The component for the Kubernetes Service of an app.
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { serviceManifest, type ServiceArgs } from "../model/manifests/service";
import { grouping } from "./grouping";
import { written } from "../model/manifests/ownership";

/**
 * The one Service of an app, over all of its versions. It does not wait for pods: in a cluster that
 * runs no version it has no endpoints, and still gives the app its host name there.
 *
 * @example
 * new StableService(
 *   "shop-west-cart",
 *   { namespace: "shop", service: "cart", port: 80, targetPort: 8080, portName: "http" },
 *   { provider: west },
 * );
 */
export class StableService extends pulumi.ComponentResource {
  readonly service: k8s.core.v1.Service;

  constructor(name: string, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gray:index:StableService", name, {}, grouping(opts));
    const manifest = serviceManifest(args);
    this.service = new k8s.core.v1.Service(
      `${name}-service`,
      {
        metadata: written(manifest).metadata,
        spec: manifest.spec as k8s.types.input.core.v1.ServiceSpec,
      },
      { parent: this, dependsOn: opts?.dependsOn },
    );
    this.registerOutputs({ service: this.service.metadata.name });
  }
}
