/** Makes the parts of a release: one component for each thing that has a life of its own. */
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { WorkloadArgs } from "../model/manifests/workload-args";
import type { RouteArgs } from "../model/manifests/route-args";
import type { SubsetArgs } from "../model/manifests/traffic-policy";
import type { GatewayArgs } from "../model/manifests/gateway";
import { heirOfShortForm } from "../model/plan/moved-hosts";
import { stageOrder } from "../model/plan/order";
import type { ClusterPlan, ReleasePlan } from "../model/plan/plan";
import { versionedName } from "../model/release/names";
import { factsOf } from "../model/kinds";
import type { Manifest } from "../model/manifests/metadata";
import { AccessPolicy } from "./access-policy";
import { BesideObjects } from "./beside";
import { MeshNamespace } from "./mesh-namespace";
import { MtlsPolicy } from "./mtls-policy";
import { ExternalHost } from "./outside/external-host";
import { ReleaseGateway } from "./release-gateway";
import { RouteEntry } from "./route-entry";
import { StableService } from "./stable-service";
import { VersionScaling } from "./version-scaling";
import { VersionedWorkload } from "./versioned-workload";
import { WeightedRoute } from "./weighted-route";

/** What the parts of a release are made of. */
export interface PartsOptions {
  /** Prefix of all Pulumi names. */
  readonly name: string;
  /** The component above the parts. */
  readonly parent: pulumi.Resource;
  /** What the release declares: it decides which parts there are. */
  readonly plan: ReleasePlan;
  /**
   * What the update applies: the same objects in the same order. Pods are taken from it, so that the
   * scale may come from what the update reads first.
   */
  readonly applied: Promise<ReleasePlan>;
  /** The same for routes, whose weights are known right before they move. */
  readonly routed: Promise<ReleasePlan>;
  /** Providers of the clusters, in the order of the plan. */
  readonly providers: readonly k8s.Provider[];
  /** Whether namespaces are protected. */
  readonly protect: boolean;
  /** Seconds that the pods of a version get to become ready. */
  readonly ready: number;
}

/** Makes all parts of a release, in all its clusters. */
export function createParts(options: PartsOptions): void {
  const { name, parent, plan, applied, routed, providers } = options;
  const parts = plan.clusters.map((planned, i): Part => ({
    plan: planned,
    applied: applied.then(({ clusters }) => clusters[i] ?? planned),
    routed: routed.then(({ clusters }) => clusters[i] ?? planned),
    prefix: `${name}-${planned.cluster.name}`,
    own: { parent, provider: providers[i] },
  }));
  const placed = parts.map((part) => createWorkloads(part, options));
  const workloads = placed.flatMap((cluster) => cluster.workloads);
  const order = stageOrder(plan.release);
  const podsFirst = order.indexOf("workloads") < order.indexOf("subsets");
  const meshes = parts.map((part, i) =>
    createMesh(part, (placed[i] as Placed).namespace, podsFirst ? workloads : []),
  );
  const before = [...meshes.flat(), ...workloads.map(resource)];
  for (const part of parts) createEntries(part, createRoutes(part, before));
}

/** One cluster's share of the release. */
interface Part {
  readonly plan: ClusterPlan;
  readonly applied: Promise<ClusterPlan>;
  readonly routed: Promise<ClusterPlan>;
  /** Prefix of its Pulumi names: the release's and the cluster's. */
  readonly prefix: string;
  readonly own: pulumi.ComponentResourceOptions;
}

/** A workload and the version that it runs. */
interface Workload {
  readonly of: string;
  readonly component: VersionedWorkload;
}

interface Placed {
  /** Empty where the release does not create its namespace. */
  readonly namespace: readonly MeshNamespace[];
  readonly workloads: readonly Workload[];
}

const resource = ({ component }: Workload): pulumi.Resource => component;

function createWorkloads(
  { plan, applied, prefix, own }: Part,
  { protect, ready }: PartsOptions,
): Placed {
  const given = plan.namespace.create === false;
  const namespace = given ? [] : [new MeshNamespace(prefix, plan.namespace, { ...own, protect })];
  const inside = { ...own, dependsOn: namespace };
  const beside = besideOf(plan).before;
  const objects =
    beside.length > 0 ? [new BesideObjects(prefix, { objects: beside, protect }, inside)] : [];
  for (const service of plan.services)
    new StableService(`${prefix}-${service.service}`, service, inside);
  const time = `${ready}s`;
  const timed = {
    ...own,
    // What pods use stays until the engine has deleted the pods.
    dependsOn: [...namespace, ...objects],
    customTimeouts: { create: time, update: time },
  };
  const workloads = plan.workloads.map((declared, i) => {
    const of = versionedName(declared.service, declared.version);
    const args = applied.then((now): WorkloadArgs => now.workloads[i] ?? declared);
    const component = new VersionedWorkload(`${prefix}-${of}`, args, timed);
    if (declared.autoscale || declared.disruptionBudget)
      new VersionScaling(`${prefix}-${of}`, declared, args, { ...own, dependsOn: component });
    return { of, component };
  });
  return { namespace, workloads };
}

/** The objects beside the release's own: those that pods may need, and those of later stages. */
function besideOf({ beside = [] }: ClusterPlan) {
  const objects = beside.map(({ object }) => object);
  const isBefore = (object: Manifest) => factsOf(object).stage === "foundation";
  return { before: objects.filter(isBefore), after: objects.filter((one) => !isBefore(one)) };
}

/**
 * A subset depends on the pods of its version in every cluster, since clients of this one reach all
 * of them: so it goes before them.
 */
function createMesh(
  { plan, prefix, own }: Part,
  namespace: readonly MeshNamespace[],
  workloads: readonly Workload[],
): pulumi.Resource[] {
  const { after } = besideOf(plan);
  if (after.length > 0)
    new BesideObjects(`${prefix}-later`, { objects: after }, { ...own, dependsOn: [...namespace] });
  if (!plan.mesh) return [];
  const { subsets, peerAuthentication, gateways, authorizationPolicies } = plan.mesh;
  const { externalHosts = [] } = plan.mesh;
  const inside = { ...own, dependsOn: [...namespace] };
  // Those of services that have pods without a sidecar are applied before all pods.
  const workloadsOf = ({ service, version, withoutSidecar = [] }: SubsetArgs) =>
    (withoutSidecar.length > 0 ? [] : workloads)
      .filter(({ of }) => of === versionedName(service, version))
      .map(resource);
  return [
    new MtlsPolicy(
      prefix,
      { subsets, ...(peerAuthentication && { peerAuthentication }), workloadsOf },
      inside,
    ),
    ...gateways.map((args) => gatewayPart(prefix, args, gateways, inside)),
    ...externalHosts.map(
      (args) =>
        new ExternalHost(`${prefix}-${versionedName(args.service, args.name)}`, args, inside),
    ),
    ...authorizationPolicies.map(
      (args) => new AccessPolicy(`${prefix}-${args.service}`, args, inside),
    ),
  ];
}

/**
 * A Gateway under its name in `gateways`. The one that the short form `gateway` made before keeps
 * its place in the state, so that the engine does not delete it under its old name.
 */
function gatewayPart(
  prefix: string,
  args: GatewayArgs,
  all: readonly GatewayArgs[],
  inside: pulumi.ComponentResourceOptions,
): ReleaseGateway {
  if (args.key === undefined) return new ReleaseGateway(prefix, args, inside);
  const aliases = heirOfShortForm(all) === args ? [{ name: prefix }] : [];
  return new ReleaseGateway(`${prefix}-${args.key}`, args, { ...inside, aliases });
}

/** Routes depend on the subsets of every primary cluster: so they go before them. */
function createRoutes(
  { plan, routed, prefix, own }: Part,
  before: readonly pulumi.Resource[],
): WeightedRoute[] {
  return (plan.mesh?.routes ?? []).map((declared, i) => {
    const args = routed.then((now): RouteArgs => now.mesh?.routes[i] ?? declared);
    const opts = { ...own, dependsOn: [...before] };
    return new WeightedRoute(`${prefix}-${declared.service}`, args, opts);
  });
}

/**
 * A root VirtualService waits for the delegates: requests to a delegate that does not exist get
 * 404.
 */
function createEntries({ plan, prefix, own }: Part, routes: readonly WeightedRoute[]): void {
  for (const entry of plan.mesh?.entries ?? [])
    new RouteEntry(`${prefix}-${entry.name}`, entry, { ...own, dependsOn: [...routes] });
}
