// The component for the AuthorizationPolicy of a service.
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  authorizationPolicyManifest,
  type AuthorizationPolicyArgs,
} from "../model/manifests/authorization-policy";
import { grouping } from "./grouping";
import { meshObject } from "./mesh-object";

/**
 * Who may call a service, in one primary cluster: an AuthorizationPolicy that lets in the declared
 * callers alone. It knows them by their certificates, so the pods must demand mutual TLS.
 *
 * @example
 * new AccessPolicy(
 *   "shop-west-cart",
 *   { namespace: "shop", service: "cart", callers: ["shop", "istio-system", "billing/reports"] },
 *   { provider: west },
 * );
 */
export class AccessPolicy extends pulumi.ComponentResource {
  readonly authorizationPolicy: k8s.apiextensions.CustomResource;

  constructor(name: string, args: AuthorizationPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gray:index:AccessPolicy", name, {}, grouping(opts));
    this.authorizationPolicy = meshObject(
      this,
      `${name}-authorizationpolicy`,
      "AuthorizationPolicy",
      authorizationPolicyManifest(args),
      opts,
    );
    this.registerOutputs({ authorizationPolicy: this.authorizationPolicy.metadata.name });
  }
}
