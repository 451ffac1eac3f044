// Plans the AuthorizationPolicies of a release, and the namespaces that may use its Gateway.
import type { AuthorizationPolicyArgs } from "../manifests/authorization-policy";
import type { Principal } from "../release/access";
import type { Cluster } from "../release/cluster";
import { isPrimary, meshNamespaceOf } from "../release/cluster-role";
import type { ResolvedRelease } from "./resolved-release";

/**
 * One policy for each service if the release has `access`; else none.
 *
 * A policy must be equal in all clusters, because a service's pods answer calls of every cluster.
 * So if the mesh namespaces of clusters have different names, a policy lets in the gateways of all
 * of them.
 */
export function planAccess(release: ResolvedRelease): AuthorizationPolicyArgs[] {
  const { declared, clusters, namespace } = release;
  const { access } = declared;
  if (!access) return [];
  const gateways = access.gateway === undefined ? meshNamespaces(clusters) : [access.gateway];
  return release.services.map(({ name, exposure, spec: { callers = [], selector } }) => ({
    namespace,
    service: name,
    ...(selector && { selector }),
    callers: [
      ...new Set([
        ...(access.sameNamespace === false ? [] : [namespace]),
        ...(exposure ? gateways : []),
        ...(access.callers ?? []),
        ...callers,
      ]),
    ],
  }));
}

/**
 * The namespaces in which istioctl and the charts install ingress gateways; remote clusters run
 * workloads only.
 */
function meshNamespaces(clusters: readonly Cluster[]): Principal[] {
  return clusters.filter(isPrimary).map(meshNamespaceOf);
}

/**
 * Namespaces whose VirtualServices may take hosts of the release's Gateway. If the release has
 * `access`, only its own namespaces may, so that no other VirtualService takes a host away from it
 * (https://istio.io/latest/docs/reference/config/networking/gateway/#Server).
 *
 * @returns undefined if every namespace may
 */
export function bindingNamespaces({
  declared,
  namespace,
  gateway,
}: ResolvedRelease): readonly string[] | undefined {
  if (!declared.access) return undefined;
  return [...new Set([namespace, gateway?.namespace ?? namespace])];
}
