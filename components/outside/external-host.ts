// The component for a host outside the mesh: its ServiceEntry and its DestinationRule.
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  externalRuleManifest,
  serviceEntryManifest,
  type ExternalHostArgs,
} from "../../model/manifests/outside/service-entry";
import { grouping } from "../grouping";
import { meshObject } from "../mesh-object";

/**
 * A host outside the mesh that gets a share of a service's requests, in one primary cluster: a name of
 * the mesh that stands for it, and whether proxies speak TLS to it. Routes depend on both.
 *
 * @example
 * new ExternalHost(
 *   "shop-west-cart-monolith",
 *   {
 *     namespace: "shop", service: "cart", name: "monolith",
 *     meshHost: "monolith.cart.shop.outside.internal", host: "old.example.com",
 *     ports: [{ name: "http-80", number: 80, protocol: "http", to: 443 }], tls: true,
 *   },
 *   { provider: west },
 * );
 */
export class ExternalHost extends pulumi.ComponentResource {
  readonly serviceEntry: k8s.apiextensions.CustomResource;
  readonly destinationRule: k8s.apiextensions.CustomResource;

  constructor(name: string, args: ExternalHostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gray:index:ExternalHost", name, {}, grouping(opts));
    const entry = serviceEntryManifest(args);
    const rule = externalRuleManifest(args);
    this.serviceEntry = meshObject(this, `${name}-serviceentry`, "ServiceEntry", entry, opts);
    this.destinationRule = meshObject(
      this,
      `${name}-destinationrule`,
      "DestinationRule",
      rule,
      opts,
    );
    this.registerOutputs({ serviceEntry: this.serviceEntry.metadata.name });
  }
}
