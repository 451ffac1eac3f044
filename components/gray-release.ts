/** A whole release on all its clusters: the component that other programs use. */
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { isPrimary, type Cluster } from "../model/release/cluster";
import type { SubsetArgs } from "../model/manifests/traffic-policy";
import { versionedName } from "../model/release/names";
import { stageOrder } from "../model/plan/order";
import { phase, type Phase } from "../model/plan/phase";
import type { ClusterPlan, ReleasePlan } from "../model/plan/plan";
import type { Release } from "../model/release/release";
import { versionPlacement, weightsByCluster } from "../model/plan/summary";
import { AccessPolicy } from "./access-policy";
import { checkedPlan } from "./checked-plan";
import { MeshNamespace } from "./mesh-namespace";
import { MtlsPolicy } from "./mtls-policy";
import { ReleaseGateway } from "./release-gateway";
import { RouteEntry } from "./route-entry";
import { fixedSync } from "../operations/sync/fixed";
import type { StableVersions } from "../operations/stable/decide";
import type { Sync } from "../operations/sync/port";
import { StableService } from "./stable-service";
import { Stages } from "./stages";
import { VersionedWorkload } from "./versioned-workload";
import { WeightedRoute } from "./weighted-route";

/** A cluster and the provider that reaches it. */
export interface ConnectedCluster {
  readonly cluster: Cluster;
  readonly provider: k8s.Provider;
  /**
   * Address of its ingress gateway, for the output `endpoints`.
   *
   * @default the output leaves the cluster out
   */
  readonly endpoint?: pulumi.Input<string>;
}

/** Arguments of {@link GrayRelease}. All plain data: they decide which resources exist. */
export interface GrayReleaseArgs {
  readonly release: Release;
  readonly clusters: readonly ConnectedCluster[];
  /**
   * How the update knows that proxies synced a stage.
   *
   * @default it waits a second after each stage that changed
   */
  readonly sync?: Sync;
  /**
   * The stable versions that clusters note, for the output `stable`.
   *
   * @default none
   */
  readonly stable?: pulumi.Input<StableVersions>;
  /**
   * Whether namespaces are protected: what would delete one, such as a renamed key, is refused
   * then, and so is `pulumi destroy`.
   * @default true
   */
  readonly protect?: boolean;
  /** Seconds that the pods of a version get to become ready. @default 600 */
  readonly ready?: number;
}

/**
 * A whole release on all its clusters, made stage by stage ({@link Stages}), so that no route leads
 * to pods or subsets that do not exist: the workloads of every cluster, then the subsets of every
 * primary cluster, then the routes; deletions come last.
 *
 * @example
 * new GrayRelease("shop", {
 *   release: shop,
 *   clusters: [{ cluster: { name: "west" }, provider: west }],
 * });
 *
 * @throws pulumi.ResourceError with every mistake in the release, before any resource is registered
 */
export class GrayRelease extends pulumi.ComponentResource {
  /** What each cluster gets. */
  readonly plan: ReleasePlan;
  /** Percentages by primary cluster, service and version. */
  readonly weights: ReturnType<typeof weightsByCluster>;
  /** Clusters by service and version. */
  readonly versions: ReturnType<typeof versionPlacement>;
  /** The versions to which an abort goes back, by primary cluster and service, where noted. */
  readonly stable: pulumi.Output<StableVersions>;
  /** Addresses of the ingress gateways by primary cluster. */
  readonly endpoints: pulumi.Output<Record<string, string>>;
  /**
   * What the weights amount to: `stable`, `gray`, or `wave` where clusters have different weights.
   */
  readonly phase: Phase;

  constructor(name: string, args: GrayReleaseArgs, opts?: pulumi.ComponentResourceOptions) {
    const { release, clusters, sync = fixedSync(1) } = args;
    const stages = new Stages(name, sync);
    super(
      "gray:index:GrayRelease",
      name,
      {},
      // Not `transforms`: those get no resource object, and the stages wait for the URNs of the
      // resources themselves. They would also cost one more call of the engine for each resource.
      pulumi.mergeOptions(opts, { transformations: [stages.transformation] }),
    );
    const plain = clusters.map(({ cluster }) => cluster);
    this.plan = checkedPlan(release, plain, this);
    const parts = this.plan.clusters.map((plan, i): Part => {
      const { provider } = clusters[i] as ConnectedCluster;
      const prefix = `${name}-${plan.cluster.name}`;
      return { plan, prefix, own: { parent: this, provider } };
    });
    const placed = parts.map((part) => createWorkloads(part, args));
    const workloads = placed.flatMap((cluster) => cluster.workloads);
    const order = stageOrder(release);
    const podsFirst = order.indexOf("workloads") < order.indexOf("subsets");
    const meshes = parts.map((part, i) =>
      createMesh(part, (placed[i] as Placed).namespace, podsFirst ? workloads : []),
    );
    const before = [...meshes.flat(), ...workloads.map(resource)];
    for (const part of parts) createEntries(part, createRoutes(part, before));
    const synced = stages.run(order);

    this.weights = weightsByCluster(this.plan);
    this.versions = versionPlacement(this.plan);
    this.phase = phase(this.plan);
    this.stable = pulumi.output(args.stable ?? {});
    this.endpoints = pulumi.output(endpoints(args));
    // The outputs of the component in the state; `phase` also holds the end of the program back.
    this.registerOutputs({
      weights: this.weights,
      versions: this.versions,
      stable: this.stable,
      endpoints: this.endpoints,
      // The program ends, and deletions begin, when the proxies synced the routes. A refusal stays
      // unhandled here on purpose: it ends the program with its message.
      phase: new Promise<Phase>((done) => void synced.then(() => done(this.phase))),
    });
  }
}

/** One cluster's share of the release. */
interface Part {
  readonly plan: ClusterPlan;
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
  { plan, prefix, own }: Part,
  { protect = true, ready: readySeconds }: GrayReleaseArgs,
): Placed {
  const given = plan.namespace.create === false;
  const namespace = given ? [] : [new MeshNamespace(prefix, plan.namespace, { ...own, protect })];
  const inside = { ...own, dependsOn: namespace };
  for (const service of plan.services)
    new StableService(`${prefix}-${service.service}`, service, inside);
  const workloads = plan.workloads.map((workload) => {
    const of = versionedName(workload.service, workload.version);
    return {
      of,
      component: new VersionedWorkload(`${prefix}-${of}`, { ...workload, readySeconds }, inside),
    };
  });
  return { namespace, workloads };
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
  if (!plan.mesh) return [];
  const { subsets, peerAuthentication, gateway, authorizationPolicies } = plan.mesh;
  const inside = { ...own, dependsOn: [...namespace] };
  const workloadsOf = ({ service, version }: SubsetArgs) =>
    workloads.filter(({ of }) => of === versionedName(service, version)).map(resource);
  return [
    new MtlsPolicy(prefix, { subsets, peerAuthentication, workloadsOf }, inside),
    ...(gateway ? [new ReleaseGateway(prefix, gateway, inside)] : []),
    ...authorizationPolicies.map(
      (args) => new AccessPolicy(`${prefix}-${args.service}`, args, inside),
    ),
  ];
}

/** Routes depend on the subsets of every primary cluster: so they go before them. */
function createRoutes(
  { plan, prefix, own }: Part,
  before: readonly pulumi.Resource[],
): WeightedRoute[] {
  return (plan.mesh?.routes ?? []).map(
    (route) =>
      new WeightedRoute(`${prefix}-${route.service}`, route, { ...own, dependsOn: [...before] }),
  );
}

/**
 * A root VirtualService waits for the delegates: requests to a delegate that does not exist get
 * 404.
 */
function createEntries({ plan, prefix, own }: Part, routes: readonly WeightedRoute[]): void {
  for (const entry of plan.mesh?.entries ?? [])
    new RouteEntry(`${prefix}-${entry.name}`, entry, { ...own, dependsOn: [...routes] });
}

/** The addresses by cluster; empty where no gateway leads into the release. */
function endpoints({ release, clusters }: GrayReleaseArgs): Record<string, pulumi.Input<string>> {
  if (!release.gateway) return {};
  return Object.fromEntries(
    clusters.flatMap(({ cluster, endpoint }) =>
      isPrimary(cluster) && endpoint !== undefined ? [[cluster.name, endpoint]] : [],
    ),
  );
}
