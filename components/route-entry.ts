// The component for a VirtualService that delegates to the routes of services.
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { rootRouteManifest, type RootRouteArgs } from "../model/manifests/root-route";
import { grouping } from "./grouping";
import { meshObject } from "./mesh-object";

/**
 * A VirtualService in one primary cluster that holds hosts and delegates their requests, by path,
 * to the routes of services: at the gateway, so that several services share a host, or for a host
 * inside the mesh. It holds no weights, so a weight change never touches it.
 *
 * @example
 * new RouteEntry(
 *   "shop-west-entry",
 *   {
 *     namespace: "istio-system", name: "shop",
 *     hosts: ["shop.example.com"], gateway: "shop-gateway",
 *     delegates: [{ name: "cart-routes", namespace: "shop", path: { prefix: "/cart" } }],
 *   },
 *   { provider: west },
 * );
 */
export class RouteEntry extends pulumi.ComponentResource {
  readonly virtualService: k8s.apiextensions.CustomResource;

  constructor(name: string, args: RootRouteArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gray:index:RouteEntry", name, {}, grouping(opts));
    const manifest = rootRouteManifest(args);
    this.virtualService = meshObject(this, `${name}-entry`, "VirtualService", manifest, opts);
    this.registerOutputs({ virtualService: this.virtualService.metadata.name });
  }
}
