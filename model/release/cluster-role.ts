// What the role of a cluster and its mesh namespace decide.
import type { Cluster } from "./cluster";

/**
 * Where istioctl and Istio's charts install a mesh (https://istio.io/latest/docs/setup/install/).
 */
export const defaultMeshNamespace = "istio-system";

/** Namespace of the mesh in a cluster. */
export function meshNamespaceOf({ meshNamespace }: Cluster): string {
  return meshNamespace ?? defaultMeshNamespace;
}

/** Whether the mesh reads DestinationRules, Gateways and VirtualServices from this cluster. */
export function isPrimary(cluster: Cluster): boolean {
  return cluster.role !== "remote";
}
