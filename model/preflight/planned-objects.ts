// The input of the rules: all planned objects, by cluster and kind, with places in the release.
import { isPrimary } from "../release/cluster-role";
import {
  authorizationPolicyManifest,
  type AuthorizationPolicyManifest,
} from "../manifests/authorization-policy";
import { autoscalerManifest, type AutoscalerManifest } from "../manifests/autoscaler";
import { deploymentManifest, type DeploymentManifest } from "../manifests/deployment";
import {
  disruptionBudgetManifest,
  type DisruptionBudgetManifest,
} from "../manifests/disruption-budget";
import { rootRouteManifest } from "../manifests/root-route";
import { gatewayManifest, type GatewayManifest } from "../manifests/gateway";
import type { Manifest } from "../manifests/metadata";
import { namespaceManifest } from "../manifests/namespace";
import { serviceManifest, type ServiceManifest } from "../manifests/service";
import {
  externalRuleManifest,
  serviceEntryManifest,
  type ServiceEntryManifest,
} from "../manifests/outside/service-entry";
import {
  destinationRuleManifest,
  peerAuthenticationManifest,
  type DestinationRuleManifest,
  type PeerAuthenticationManifest,
} from "../manifests/traffic-policy";
import { virtualServiceManifest, type VirtualServiceManifest } from "../manifests/virtual-service";
import type { WorkloadArgs } from "../manifests/workload-args";
import { unsureCallers, type UnsureCallers } from "../plan/access";
import type { Entrances } from "../plan/exposure";
import type { ClusterPlan, ReleasePlan } from "../plan/plan";
import type { Path } from "../problem";
import type { Release } from "../release/release";
import { originOfEntry, originsOfDelegates, originsOfRoutes } from "./origin";
import { ownSettings, type OwnSettings } from "./places";

/** An object of a plan, and the part of the release from which it comes. */
export interface Planned<M extends Manifest = Manifest & { readonly spec?: unknown }> {
  /** Name of the cluster that gets it. */
  readonly cluster: string;
  readonly manifest: M;
  /** Place in the release, such as `services.cart.versions.v1`. */
  readonly origin: Path;
  /** What the cluster itself says of the version behind it; left out where it says nothing. */
  readonly own?: readonly OwnSettings[];
}

/** A VirtualService, and the place of each of its routes. */
export interface PlannedRoutes extends Planned<VirtualServiceManifest> {
  /** Places in the release: of the HTTP routes in their order, then of the TCP routes. */
  readonly routes: readonly Path[];
}

/** The objects of one cluster, by kind. */
export interface PlannedCluster {
  readonly name: string;
  /** Whether the mesh reads Istio objects from this cluster. */
  readonly primary: boolean;
  readonly namespaces: readonly Planned[];
  /** Objects beside the release's own. */
  readonly beside: readonly Planned[];
  readonly services: readonly Planned<ServiceManifest>[];
  readonly deployments: readonly Planned<DeploymentManifest>[];
  readonly autoscalers: readonly Planned<AutoscalerManifest>[];
  readonly disruptionBudgets: readonly Planned<DisruptionBudgetManifest>[];
  /** Those that lead to hosts outside the mesh. */
  readonly serviceEntries: readonly Planned<ServiceEntryManifest>[];
  readonly destinationRules: readonly Planned<DestinationRuleManifest>[];
  readonly peerAuthentications: readonly Planned<PeerAuthenticationManifest>[];
  readonly authorizationPolicies: readonly Planned<AuthorizationPolicyManifest>[];
  readonly gateways: readonly Planned<GatewayManifest>[];
  readonly virtualServices: readonly PlannedRoutes[];
}

/** All objects of a release, on all its clusters. */
export interface PlannedObjects {
  /** The declaration, for the words of a fix; rules judge the objects alone. */
  readonly release: Release;
  readonly clusters: readonly PlannedCluster[];
  /** Gateways that other owners make, as `<namespace>/<name>`. */
  readonly foreignGateways: readonly string[];
  /** Gateways whose pods the declaration only seems to say, as far as `access` asks for them. */
  readonly unsureCallers: readonly UnsureCallers[];
  /** Hosts that others make, to which the release declares that routes lead. */
  readonly foreignHosts: readonly string[];
}

/** The objects of a plan, each with its place in the release. */
export function plannedObjects(plan: ReleasePlan): PlannedObjects {
  const { release, resolved, clusters } = plan;
  return {
    release,
    clusters: clusters.map((cluster) => plannedCluster(release, resolved, cluster)),
    unsureCallers: unsureCallers(resolved),
    foreignGateways: resolved.gateways
      .filter(({ create }) => !create)
      .map(({ namespace, name }) => `${namespace}/${name}`),
    foreignHosts: resolved.services.flatMap(({ spec: { outside = {} } }) =>
      Object.values(outside).flatMap(({ external, host }) => (external ? [] : [host])),
    ),
  };
}

/** Every object of a cluster. */
export function objectsOf(cluster: PlannedCluster): Planned[] {
  return [
    ...cluster.namespaces,
    ...cluster.services,
    ...cluster.deployments,
    ...cluster.autoscalers,
    ...cluster.disruptionBudgets,
    ...cluster.serviceEntries,
    ...cluster.destinationRules,
    ...cluster.peerAuthentications,
    ...cluster.authorizationPolicies,
    ...cluster.gateways,
    ...cluster.virtualServices,
    ...cluster.beside,
  ];
}

function plannedCluster(release: Release, entrances: Entrances, plan: ClusterPlan): PlannedCluster {
  const { mesh } = plan;
  const cluster = plan.cluster.name;
  const at = <M extends Manifest>(manifest: M, ...origin: Path): Planned<M> => ({
    cluster,
    manifest,
    origin,
  });
  const ofVersion = <M extends Manifest>(
    manifest: M,
    { service, version }: Pick<WorkloadArgs, "service" | "version">,
  ): Planned<M> => {
    const own = ownSettings(release, plan.cluster, [service, version]);
    return {
      ...at(manifest, "services", service, "versions", version),
      ...(own.length > 0 && { own }),
    };
  };
  return {
    name: cluster,
    primary: isPrimary(plan.cluster),
    namespaces:
      plan.namespace.create === false ? [] : [at(namespaceManifest(plan.namespace), "namespace")],
    beside: (plan.beside ?? []).map(({ object, origin }) => at(object, ...origin)),
    services: plan.services.map((args) => at(serviceManifest(args), "services", args.service)),
    deployments: plan.workloads.map((args) => ofVersion(deploymentManifest(args), args)),
    autoscalers: plan.workloads.flatMap((args) =>
      args.autoscale ? [ofVersion(autoscalerManifest(args, args.autoscale), args)] : [],
    ),
    disruptionBudgets: plan.workloads.flatMap((args) =>
      args.disruptionBudget
        ? [ofVersion(disruptionBudgetManifest(args, args.disruptionBudget), args)]
        : [],
    ),
    serviceEntries: (mesh?.externalHosts ?? []).map((args) =>
      at(serviceEntryManifest(args), "services", args.service, "outside", args.name),
    ),
    destinationRules: [
      ...(mesh?.subsets ?? []).map((args) =>
        at(destinationRuleManifest(args), "services", args.service, "versions", args.version),
      ),
      ...(mesh?.externalHosts ?? []).map((args) =>
        at(externalRuleManifest(args), "services", args.service, "outside", args.name),
      ),
    ],
    peerAuthentications: mesh?.peerAuthentication
      ? [at(peerAuthenticationManifest(mesh.peerAuthentication), "mtls")]
      : [],
    authorizationPolicies: (mesh?.authorizationPolicies ?? []).map((args) =>
      at(authorizationPolicyManifest(args), "services", args.service),
    ),
    gateways: (mesh?.gateways ?? []).map((args) =>
      at(gatewayManifest(args), ...(args.key === undefined ? ["gateway"] : ["gateways", args.key])),
    ),
    virtualServices: [
      ...(mesh?.routes ?? []).map((args) => ({
        ...at(virtualServiceManifest(args), "services", args.service),
        routes: originsOfRoutes(args, plan.cluster),
      })),
      ...(mesh?.entries ?? []).map((args) => ({
        ...at(rootRouteManifest(args), ...originOfEntry(entrances, args)),
        routes: originsOfDelegates(entrances, args),
      })),
    ],
  };
}
