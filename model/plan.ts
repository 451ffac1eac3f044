import { isPrimary, type Cluster } from "./cluster";
import { deploymentManifest, type WorkloadArgs } from "./manifests/deployment";
import { gatewayManifest, type GatewayArgs } from "./manifests/gateway";
import type { Manifest } from "./manifests/metadata";
import { namespaceManifest, type NamespaceArgs } from "./manifests/namespace";
import { serviceManifest, type ServiceArgs } from "./manifests/service";
import {
  destinationRuleManifest,
  peerAuthenticationManifest,
  type SubsetArgs,
} from "./manifests/traffic-policy";
import { virtualServiceManifest, type RouteArgs } from "./manifests/virtual-service";
import { gatewayName } from "./names";
import { placedVersions, placement } from "./placement";
import type { Release, ServiceSpec } from "./release";
import { weightsIn } from "./weights";

/** What one cluster gets, as the arguments of the components that make it. */
export interface ClusterPlan {
  readonly cluster: Cluster;
  readonly namespace: NamespaceArgs;
  readonly services: readonly ServiceArgs[];
  /** The versions that run in this cluster. */
  readonly workloads: readonly WorkloadArgs[];
  /** What the mesh reads here; left out for a remote cluster. */
  readonly mesh?: MeshPlan;
}

/** The Istio objects of one primary cluster. */
export interface MeshPlan {
  /** Subsets of all versions that run anywhere, not only here: clients of this cluster reach all of them. */
  readonly subsets: readonly SubsetArgs[];
  readonly peerAuthentication: Pick<Release, "namespace" | "mtls">;
  readonly gateway?: GatewayArgs;
  readonly routes: readonly RouteArgs[];
}

/** A whole release on all its clusters. */
export interface ReleasePlan {
  readonly release: Release;
  readonly clusters: readonly ClusterPlan[];
}

/**
 * Plans a release: plain data in, plain data out. Expects a release and clusters without mistakes
 * ({@link checkRelease} finds them).
 */
export function planRelease(release: Release, clusters: readonly Cluster[]): ReleasePlan {
  return {
    release,
    clusters: clusters.map((cluster) => ({
      cluster,
      namespace: { namespace: release.namespace, injection: release.injection },
      services: Object.entries(release.services).map(([service, spec]) => ({
        namespace: release.namespace,
        service,
        port: spec.port,
        targetPort: targetPort(spec),
        portName: portName(spec),
      })),
      workloads: planWorkloads(release, cluster, clusters),
      ...(isPrimary(cluster) && { mesh: planMesh(release, cluster, clusters) }),
    })),
  };
}

/** The manifests of one cluster, in the order in which they are created. */
export function manifests(plan: ClusterPlan): Manifest[] {
  const { mesh } = plan;
  return [
    namespaceManifest(plan.namespace),
    ...plan.services.map(serviceManifest),
    ...plan.workloads.map(deploymentManifest),
    ...(mesh?.subsets ?? []).map(destinationRuleManifest),
    ...(mesh ? [peerAuthenticationManifest(mesh.peerAuthentication)] : []),
    ...(mesh?.gateway ? [gatewayManifest(mesh.gateway)] : []),
    ...(mesh?.routes ?? []).map(virtualServiceManifest),
  ];
}

function planWorkloads(
  release: Release,
  cluster: Cluster,
  clusters: readonly Cluster[],
): WorkloadArgs[] {
  return Object.entries(release.services).flatMap(([service, spec]) =>
    Object.entries(spec.versions)
      .filter(([, version]) => placement(version, clusters).includes(cluster.name))
      .map(([version, { clusters: _placement, ...workload }]) => ({
        ...workload,
        namespace: release.namespace,
        service,
        version,
        targetPort: targetPort(spec),
      })),
  );
}

function planMesh(release: Release, cluster: Cluster, clusters: readonly Cluster[]): MeshPlan {
  const { namespace, gateway } = release;
  const services = Object.entries(release.services);
  return {
    subsets: services.flatMap(([service, spec]) =>
      placedVersions(spec, clusters).map((version) => ({ namespace, service, version })),
    ),
    peerAuthentication: { namespace, mtls: release.mtls },
    ...(gateway && { gateway: { namespace, gateway } }),
    routes: services.map(([service, spec]) => planRoute(release, service, spec, cluster)),
  };
}

function planRoute(
  release: Release,
  service: string,
  spec: ServiceSpec,
  cluster: Cluster,
): RouteArgs {
  const { namespace, gateway } = release;
  return {
    namespace,
    service,
    name: spec.virtualService ?? service,
    port: spec.port,
    defaultRoute: portName(spec),
    versions: Object.keys(spec.versions),
    weights: weightsIn(cluster, service, spec),
    ...(spec.routes && { routes: spec.routes }),
    ...(spec.expose &&
      gateway && { gateway: { name: gatewayName(release), hosts: gateway.hosts ?? ["*"] } }),
  };
}

function targetPort(spec: ServiceSpec): number {
  return spec.targetPort ?? spec.port;
}

function portName(spec: ServiceSpec): string {
  return spec.portName ?? `http-${spec.port}`;
}
