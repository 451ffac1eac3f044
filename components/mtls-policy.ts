// The component for mutual TLS in one cluster: DestinationRules and a PeerAuthentication.
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  destinationRuleManifest,
  peerAuthenticationManifest,
  type PeerAuthenticationArgs,
  type SubsetArgs,
} from "../model/manifests/traffic-policy";
import { versionedName } from "../model/release/names";
import { grouping } from "./grouping";
import { meshObject } from "./mesh-object";

/** Arguments of {@link MtlsPolicy}. */
export interface MtlsPolicyArgs {
  /** The versions that get a subset. */
  readonly subsets: readonly SubsetArgs[];
  /**
   * Namespace, and what its pods demand of callers.
   *
   * @default another owner decides that
   */
  readonly peerAuthentication?: PeerAuthenticationArgs;
  /**
   * What must exist before the subset of a version.
   *
   * @default nothing beyond the component's own `dependsOn`
   */
  readonly workloadsOf?: (subset: SubsetArgs) => readonly pulumi.Resource[];
}

/**
 * The mutual TLS of a namespace in one primary cluster: a DestinationRule for each version, which
 * is its subset too, and the PeerAuthentication. Callers speak mTLS before pods demand it, and pods
 * stop to demand it before callers stop to speak it: the other way round is answered with 503
 * (https://istio.io/latest/docs/ops/common-problems/network-issues/).
 *
 * @example
 * new MtlsPolicy(
 *   "shop-west",
 *   {
 *     subsets: [{ namespace: "shop", service: "cart", version: "v1" }],
 *     peerAuthentication: { namespace: "shop" },
 *   },
 *   { provider: west },
 * );
 */
export class MtlsPolicy extends pulumi.ComponentResource {
  readonly destinationRules: readonly k8s.apiextensions.CustomResource[];
  /** Left out where another owner decides what the pods demand. */
  readonly peerAuthentication?: k8s.apiextensions.CustomResource;

  constructor(name: string, args: MtlsPolicyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("gray:index:MtlsPolicy", name, {}, grouping(opts));
    const after = (resources: readonly pulumi.Resource[]): pulumi.ComponentResourceOptions =>
      pulumi.mergeOptions({ dependsOn: opts?.dependsOn }, { dependsOn: [...resources] });
    const demand = (before: readonly pulumi.Resource[]) =>
      args.peerAuthentication &&
      meshObject(
        this,
        `${name}-peerauthentication`,
        "PeerAuthentication",
        peerAuthenticationManifest(args.peerAuthentication),
        after(before),
      );
    const speak = (before: readonly pulumi.Resource[]) =>
      args.subsets.map((subset) =>
        meshObject(
          this,
          `${name}-${versionedName(subset.service, subset.version)}-destinationrule`,
          "DestinationRule",
          destinationRuleManifest(subset),
          after([...before, ...(args.workloadsOf?.(subset) ?? [])]),
        ),
      );
    if (args.subsets.every(({ mutualTls = true }) => mutualTls)) {
      this.destinationRules = speak([]);
      this.peerAuthentication = demand(this.destinationRules);
    } else {
      this.peerAuthentication = demand([]);
      this.destinationRules = speak(this.peerAuthentication ? [this.peerAuthentication] : []);
    }
    this.registerOutputs({ peerAuthentication: this.peerAuthentication?.metadata.name });
  }
}
