// Plans a whole release: the objects of every cluster, computed from the declaration alone.
import { inOrder } from "../order";
import type { Cluster } from "../release/cluster";
import { isPrimary } from "../release/cluster-role";
import { authorizationPolicyManifest } from "../manifests/authorization-policy";
import { autoscalerManifest } from "../manifests/autoscaler";
import { deploymentManifest } from "../manifests/deployment";
import { disruptionBudgetManifest } from "../manifests/disruption-budget";
import type { WorkloadArgs } from "../manifests/workload-args";
import { rootRouteManifest } from "../manifests/root-route";
import { gatewayManifest } from "../manifests/gateway";
import type { Manifest } from "../manifests/metadata";
import { namespaceManifest, type NamespaceArgs } from "../manifests/namespace";
import { once } from "../once";
import { serviceManifest, type ServiceArgs } from "../manifests/service";
import { externalRuleManifest, serviceEntryManifest } from "../manifests/outside/service-entry";
import { destinationRuleManifest, peerAuthenticationManifest } from "../manifests/traffic-policy";
import { virtualServiceManifest } from "../manifests/virtual-service";
import { planBeside, type PlannedBeside } from "./beside";
import { runsIn } from "./placement";
import { planMesh, type MeshPlan } from "./plan-mesh";
import { containerPorts } from "../release/app-container";
import { versionedName } from "../release/names";
import type { Release, VersionSpec } from "../release/release";
import { appProtocol } from "../release/ports";
import {
  resolveRelease,
  type ResolvedRelease,
  type ResolvedService,
  type ResolvedVersion,
} from "./resolved-release";
import { versionIn } from "./version-in";
import type { VersionInCluster } from "../release/version-changes";

/** The plan of one cluster: the arguments of the components that make its objects. */
export interface ClusterPlan {
  readonly cluster: Cluster;
  readonly namespace: NamespaceArgs;
  readonly services: readonly ServiceArgs[];
  /** Objects beside the release's own; left out where there are none. */
  readonly beside?: readonly PlannedBeside[];
  /** The versions that run in this cluster. */
  readonly workloads: readonly WorkloadArgs[];
  /**
   * Whether callers speak only mutual TLS to the pods of a version, by the name of its objects; the
   * same in all clusters.
   */
  readonly mutualTls: ReadonlyMap<string, boolean>;
  /** The Istio objects that the mesh reads in this cluster; left out for a remote cluster. */
  readonly mesh?: MeshPlan;
}

/** The plan of a release on all its clusters. */
export interface ReleasePlan {
  /** The declaration. */
  readonly release: Release;
  /** The declaration after all its open decisions are made. */
  readonly resolved: ResolvedRelease;
  readonly clusters: readonly ClusterPlan[];
}

/**
 * Plans a release: plain data in, plain data out. Expects a release and clusters without mistakes
 * ({@link checkRelease} finds them). The order of a mapping's keys does not matter.
 */
export function planRelease(given: Release, clusters: readonly Cluster[]): ReleasePlan {
  const release = inOrder(given);
  const resolved = resolveRelease(release, clusters);
  const meshIn = planMesh(resolved);
  const mutualTls = planMutualTls(resolved);
  const services = resolved.services.map((service) => planService(resolved, service));
  const versions = planVersions(resolved);
  return {
    release,
    resolved,
    clusters: clusters.map((cluster) => ({
      cluster,
      namespace: planNamespace(release),
      services,
      ...(release.manifests && { beside: planBeside(release, cluster) }),
      // Not by the names of its clusters: a search for each cluster grows with the fleet squared.
      workloads: versions
        .filter(({ spec }) => runsIn(spec, cluster))
        .map(({ argsIn }) => argsIn(cluster)),
      mutualTls,
      ...(isPrimary(cluster) && { mesh: meshIn(cluster) }),
    })),
  };
}

// Clusters share the arguments of what they have alike.
const serviceOnce = once(serviceManifest);
const deploymentOnce = once(deploymentManifest);
const subsetOnce = once(destinationRuleManifest);
const routeOnce = once(virtualServiceManifest);

/** The manifests of one cluster, in the order in which they are created. */
export function manifests(plan: ClusterPlan): Manifest[] {
  const { mesh } = plan;
  return [
    ...(plan.namespace.create === false ? [] : [namespaceManifest(plan.namespace)]),
    ...(plan.beside ?? []).map(({ object }) => object),
    ...plan.services.map(serviceOnce),
    ...plan.workloads.map(deploymentOnce),
    ...plan.workloads.flatMap(scalingManifests),
    ...(mesh?.externalHosts ?? []).map(serviceEntryManifest),
    ...(mesh?.subsets ?? []).map(subsetOnce),
    ...(mesh?.externalHosts ?? []).map(externalRuleManifest),
    ...(mesh?.peerAuthentication ? [peerAuthenticationManifest(mesh.peerAuthentication)] : []),
    ...(mesh?.authorizationPolicies ?? []).map(authorizationPolicyManifest),
    ...(mesh?.gateways ?? []).map(gatewayManifest),
    ...(mesh?.routes ?? []).map(routeOnce),
    ...(mesh?.entries ?? []).map(rootRouteManifest),
  ];
}

/** The autoscaler and the disruption budget of a version, as far as it has them. */
function scalingManifests(args: WorkloadArgs): Manifest[] {
  const { autoscale, disruptionBudget } = args;
  return [
    ...(autoscale ? [autoscalerManifest(args, autoscale)] : []),
    ...(disruptionBudget ? [disruptionBudgetManifest(args, disruptionBudget)] : []),
  ];
}

function planNamespace({ namespace, injection, createNamespace }: Release): NamespaceArgs {
  return { namespace, injection, ...(createNamespace === false && { create: false }) };
}

/** The Service, in the short form of its declaration if that has one. */
function planService({ namespace }: ResolvedRelease, service: ResolvedService): ServiceArgs {
  const { name, spec, ports } = service;
  const { selector, type, labels, annotations } = spec;
  const frame = {
    namespace,
    service: name,
    ...(selector && { selector }),
    ...(type && { type }),
    ...(labels && { labels }),
    ...(annotations && { annotations }),
  };
  const [only] = ports;
  if (!spec.ports && only)
    return { ...frame, port: only.port, targetPort: only.targetPort, portName: only.name };
  return {
    ...frame,
    ports: ports.map((port) => {
      const protocol = appProtocol(port);
      const { protocol: _protocol, ...rest } = port;
      return { ...rest, ...(protocol && { appProtocol: protocol }) };
    }),
  };
}

function planMutualTls({ services, sidecars }: ResolvedRelease): ReadonlyMap<string, boolean> {
  return new Map(
    services.flatMap(({ name, placed, withoutSidecar }) =>
      placed.map(
        (version) =>
          [versionedName(name, version.name), sidecars && withoutSidecar.length === 0] as const,
      ),
    ),
  );
}

/** Each version that runs somewhere, with its arguments in a cluster. */
function planVersions({ namespace, sidecars, services }: ResolvedRelease): PlannedVersion[] {
  return services.flatMap(({ name: service, spec: declared, placed }) =>
    placed.map(({ name: version, spec, ports }): PlannedVersion => {
      const { selector } = declared;
      const argsOf = (own: VersionInCluster, ports: ResolvedVersion["ports"]): WorkloadArgs => ({
        ...podSpec(own),
        ...(selector && { selector }),
        namespace,
        service,
        version,
        ...containerArgs(ports),
        sidecar: sidecars,
      });
      // Those of all clusters that say nothing of the version, made once.
      const shared = argsOf(versionIn({ name: "" }, service, version, spec), ports);
      const argsIn = (cluster: Cluster) => {
        const own = versionIn(cluster, service, version, spec);
        return own === spec ? shared : argsOf(own, containerPorts(service, declared, own));
      };
      return { spec, argsIn };
    }),
  );
}

/** A version that runs somewhere. */
interface PlannedVersion {
  readonly spec: VersionSpec;
  readonly argsIn: (cluster: Cluster) => WorkloadArgs;
}

function containerArgs(
  ports: ResolvedVersion["ports"],
): Pick<WorkloadArgs, "targetPort" | "ports"> {
  const [only, ...more] = ports;
  const bare = only && more.length === 0 && only.name === undefined;
  return bare ? { targetPort: only.containerPort } : { ports };
}

/**
 * The fields of a version that describe its pods, without the placement and without the policy of
 * callers' proxies.
 */
function podSpec({
  clusters: _clusters,
  loadBalancer: _loadBalancer,
  connectionPool: _connectionPool,
  outlierDetection: _outlierDetection,
  ...pods
}: VersionInCluster) {
  return pods;
}
