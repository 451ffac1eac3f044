// Plans the AuthorizationPolicies of a release, and the namespaces that may use its Gateway.
import type { AuthorizationPolicyArgs } from "../manifests/authorization-policy";
import type { Principal } from "../release/access";
import type { Cluster } from "../release/cluster";
import { isPrimary, meshNamespaceOf } from "../release/cluster-role";
import { ingressOf, isAddress } from "../release/gateways/ingress";
import { isSameGateway, type Exposure, type ResolvedGateway } from "./exposure";
import type { ResolvedRelease } from "./resolved-release";

/**
 * One policy for each service if the release has `access`; else none.
 *
 * A policy must be equal in all clusters, because a service's pods answer calls of every cluster.
 * So if a gateway's pods are in namespaces of different names, a policy lets in those of all
 * clusters.
 */
export function planAccess(release: ResolvedRelease): AuthorizationPolicyArgs[] {
  const { declared, clusters, namespace } = release;
  const { access } = declared;
  if (!access) return [];
  const callersAt = ({ gateway }: Exposure): readonly Principal[] =>
    access.gateway === undefined ? gatewayCallers(gateway, clusters) : [access.gateway];
  return release.services.map(({ name, exposures, spec: { callers = [], selector } }) => ({
    namespace,
    service: name,
    ...(selector && { selector }),
    callers: [
      ...new Set([
        ...(access.sameNamespace === false ? [] : [namespace]),
        ...exposures.flatMap(callersAt),
        ...(access.callers ?? []),
        ...callers,
      ]),
    ],
  }));
}

/**
 * The principals of an ingress gateway's pods, as far as the declaration says where they are. A
 * Service selects pods of its own namespace, so the Service that a cluster's `ingress` names tells
 * the namespace of the pods; without it they are where istioctl installs them. Remote clusters run
 * workloads only.
 */
export function gatewayCallers(
  gateway: Pick<ResolvedGateway, "key" | "spec">,
  clusters: readonly Cluster[],
): readonly Principal[] {
  const { workload } = gateway.spec;
  if (workload) {
    const { namespace, serviceAccount } = workload;
    return [serviceAccount === undefined ? namespace : `${namespace}/${serviceAccount}`];
  }
  return clusters.filter(isPrimary).map((cluster) => {
    return namespaceOfPods(cluster, gateway) ?? meshNamespaceOf(cluster);
  });
}

/** The namespace in which a cluster's `ingress` says that the pods are; undefined: it does not say. */
function namespaceOfPods(
  cluster: Cluster,
  gateway: Pick<ResolvedGateway, "key">,
): string | undefined {
  const way = ingressOf(cluster, gateway);
  return way === undefined || isAddress(way) ? undefined : way.split("/")[0];
}

/** A gateway whose pods may be elsewhere than `access` takes them to be. */
export interface UnsureCallers {
  readonly gateway: ResolvedGateway;
  /** The principals that `access` lets in for it. */
  readonly taken: readonly Principal[];
  /** Name of a cluster that does not say where the pods are. */
  readonly cluster: string;
}

/**
 * The gateways of exposed services of which some cluster does not say where the pods are, and which
 * are not the one that istioctl installs: they have a selector of their own, or their Gateway stands
 * in a namespace that `access` does not let in.
 */
export function unsureCallers(release: ResolvedRelease): UnsureCallers[] {
  const { declared, gateways, clusters, namespace } = release;
  if (!declared.access || declared.access.gateway !== undefined) return [];
  const all = [
    ...(declared.access.callers ?? []),
    ...(declared.access.sameNamespace === false ? [] : [namespace]),
  ];
  return gateways.flatMap((gateway) => {
    const leads = release.services.some(({ exposures }) =>
      exposures.some((one) => isSameGateway(one.gateway, gateway)),
    );
    const taken = gatewayCallers(gateway, clusters);
    const silent = clusters
      .filter(isPrimary)
      .find((cluster) => namespaceOfPods(cluster, gateway) === undefined);
    if (!leads || gateway.spec.workload || !silent) return [];
    const spaces = [...taken, ...all].map((one) => one.split("/")[0]);
    const apart = gateway.namespace !== namespace && !spaces.includes(gateway.namespace);
    const own = gateway.spec.selector !== undefined;
    return own || apart ? [{ gateway, taken, cluster: silent.name }] : [];
  });
}

/**
 * Namespaces whose VirtualServices may take hosts of a Gateway of the release. If the release has
 * `access`, only its own namespaces may, so that no other VirtualService takes a host away from it
 * (https://istio.io/latest/docs/reference/config/networking/gateway/#Server).
 *
 * @returns undefined if every namespace may
 */
export function bindingNamespaces(
  { declared, namespace }: ResolvedRelease,
  gateway: ResolvedGateway,
): readonly string[] | undefined {
  if (!declared.access) return undefined;
  return [...new Set([namespace, gateway.namespace])];
}
