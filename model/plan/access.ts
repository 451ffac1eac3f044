/** Plans who may call the services of a release. */
import type { AuthorizationPolicyArgs } from "../manifests/authorization-policy";
import type { Principal } from "../release/access";
import { isPrimary, meshNamespaceOf, type Cluster } from "../release/cluster";
import { gatewayNamespace } from "../release/names";
import type { Release } from "../release/release";

/**
 * One policy for each service of a release that says who may call; none where it does not.
 *
 * A policy must be equal in all clusters, because a service's pods answer calls of every cluster. So where clusters have
 * meshes in namespaces of different names, a policy lets in the gateways of all of them.
 *
 * @param clusters all clusters of the release
 */
export function planAccess(
  release: Release,
  clusters: readonly Cluster[],
): AuthorizationPolicyArgs[] {
  const { access, namespace, gateway } = release;
  if (!access) return [];
  const gateways = access.gateway === undefined ? meshNamespaces(clusters) : [access.gateway];
  return Object.entries(release.services).map(([service, { expose, callers = [] }]) => ({
    namespace,
    service,
    callers: [
      ...new Set([
        ...(access.sameNamespace === false ? [] : [namespace]),
        ...(gateway && expose ? gateways : []),
        ...(access.callers ?? []),
        ...callers,
      ]),
    ],
  }));
}

/** The namespaces in which istioctl and the charts install ingress gateways; remote clusters run workloads only. */
function meshNamespaces(clusters: readonly Cluster[]): Principal[] {
  return clusters.filter(isPrimary).map(meshNamespaceOf);
}

/**
 * Namespaces whose VirtualServices may take hosts of the release's Gateway. If the release says who may call, only its
 * own namespaces may, so that no other VirtualService takes a host away from it
 * (https://istio.io/latest/docs/reference/config/networking/gateway/#Server).
 *
 * @returns undefined if those of every namespace may
 */
export function bindingNamespaces(release: Release): readonly string[] | undefined {
  if (!release.access) return undefined;
  return [...new Set([release.namespace, gatewayNamespace(release)])];
}
