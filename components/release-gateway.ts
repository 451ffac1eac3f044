// The component for the Istio Gateway of a release.
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { gatewayManifest, type GatewayArgs } from "../model/manifests/gateway";
import { grouping } from "./grouping";
import { meshObject } from "./mesh-object";

/**
 * The Istio Gateway of a release in one primary cluster: the hosts and the port that the ingress
 * gateway serves for it.
 *
 * @example
 * new ReleaseGateway(
 *   "shop-west",
 *   { namespace: "shop", gateway: { hosts: ["shop.example.com"] } },
 *   { provider: west },
 * );
 */
export class ReleaseGateway extends pulumi.ComponentResource {
  readonly gateway: k8s.apiextensions.CustomResource;

  constructor(name: string, args: GatewayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gray:index:ReleaseGateway", name, {}, grouping(opts));
    this.gateway = meshObject(this, `${name}-gateway`, "Gateway", gatewayManifest(args), opts);
    this.registerOutputs({ gateway: this.gateway.metadata.name });
  }
}
