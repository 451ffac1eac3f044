// The component for the VirtualService of a service, with its routes and weights.
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { RouteArgs } from "../model/manifests/route-args";
import { virtualServiceManifest } from "../model/manifests/virtual-service";
import { grouping } from "./grouping";
import { later } from "./later";
import { meshObject } from "./mesh-object";

/**
 * The VirtualService of one service in one primary cluster: its routes and weights. A weight change
 * is an update of this resource and of no other one.
 *
 * @example
 * new WeightedRoute(
 *   "shop-west-cart",
 *   {
 *     namespace: "shop", service: "cart", name: "cart", port: 80, defaultRoute: "http-80",
 *     versions: ["v1", "v2"], weights: { v1: 90, v2: 10 },
 *   },
 *   { provider: west },
 * );
 */
export class WeightedRoute extends pulumi.ComponentResource {
  readonly virtualService: k8s.apiextensions.CustomResource;

  /** @param args may come later, such as weights that the program reads first */
  constructor(name: string, args: pulumi.Input<RouteArgs>, opts?: pulumi.ComponentResourceOptions) {
    super("gray:index:WeightedRoute", name, {}, grouping(opts));
    this.virtualService = meshObject(
      this,
      `${name}-virtualservice`,
      "VirtualService",
      later(args, virtualServiceManifest),
      opts,
    );
    this.registerOutputs({ virtualService: this.virtualService.metadata.name });
  }
}
