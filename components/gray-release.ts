/** A whole release on all its clusters: the component that other programs use. */
import * as pulumi from "@pulumi/pulumi";
import { defaultReady } from "../model/config/settings";
import { defaultSettle, type SettleSettings } from "../model/config/settle";
import { isPrimary } from "../model/release/cluster-role";
import { hasGateway } from "../model/release/gateways/declared";
import { stageOrder } from "../model/plan/order";
import { phase, type Phase } from "../model/plan/phase";
import type { LimitsSpec } from "../model/limits/spec";
import type { ReleasePlan } from "../model/plan/plan";
import type { PreflightPlaces } from "../model/preflight/preflight";
import type { Release } from "../model/release/release";
import { versionPlacement, weightsByCluster } from "../model/plan/summary";
import { answering } from "./left-out";
import { awake } from "./awake";
import { checkedPlan } from "./checked-plan";
import type { StableVersions } from "../operations/stable/decide";
import type { ConnectedCluster } from "./connected-cluster";
import { refusing } from "./refusal";
import { createParts } from "./release-parts";
import { pulumiReporter } from "./reporter";
import { releaseType, Stages } from "./stages";
import { beginUpdate, type BegunUpdate, type Endpoint } from "./update";

/** Arguments of {@link GrayRelease}. Release and clusters decide which resources exist. */
export interface GrayReleaseArgs {
  readonly release: Release;
  readonly clusters: readonly ConnectedCluster[];
  /**
   * How long an update waits until proxies synced a stage, in seconds.
   *
   * @default `seconds` 1, `minimum` 0, `limit` 30
   */
  readonly settle?: Partial<SettleSettings>;
  /**
   * Whether namespaces are protected: what would delete one, such as a renamed key, is refused
   * then, and so is `pulumi destroy`.
   * @default true
   */
  readonly protect?: boolean;
  /** Seconds that the pods of a version get to become ready. @default 600 */
  readonly ready?: number;
  /**
   * Live objects of other owners that may take requests of the release, such as `VirtualService
   * team-b/shop`: what would refuse an update is a warning for them.
   *
   * @default none
   */
  readonly accept?: readonly string[];
  /**
   * What changes may not do: previews and updates that break a limit are refused.
   *
   * @default nothing is forbidden
   */
  readonly limits?: LimitsSpec;
  /**
   * Where the config of the stack has the parts of the release, for messages.
   *
   * @internal
   */
  readonly places?: PreflightPlaces;
  /**
   * How an update begins; specs without clusters give their own.
   *
   * @internal
   */
  readonly begin?: typeof beginUpdate;
}

/**
 * A whole release on all its clusters, made stage by stage ({@link Stages}), so that no route leads
 * to pods or subsets that do not exist: the workloads of every cluster, then the subsets of every
 * primary cluster, then the routes; deletions come last. The proxies synced each stage before the
 * next one is applied.
 *
 * Before any of it is registered, the component looks at the clusters, in a preview too. Where a
 * cluster can't be reached, another field manager changed what the release declares, or an object of
 * another owner would take its requests, the update fails with one error, and deletes nothing.
 *
 * @example
 * new GrayRelease("shop", {
 *   release: shop,
 *   clusters: [{ cluster: { name: "west" }, provider: west, kubeconfig: "./west.kubeconfig" }],
 * });
 *
 * @throws pulumi.ResourceError with every mistake in release and clusters, before any resource is
 * registered
 */
export class GrayRelease extends pulumi.ComponentResource {
  /**
   * What the release declares for each cluster; no part of the component holds the clusters that a
   * user left out of this run (`gray up --without`).
   */
  readonly plan: ReleasePlan;
  /**
   * Percentages by primary cluster, service and version. As all outputs, they are known when the
   * update has applied them; a preview shows what they would be.
   */
  readonly weights: pulumi.Output<ReturnType<typeof weightsByCluster>>;
  /** Clusters by service and version. */
  readonly versions: pulumi.Output<ReturnType<typeof versionPlacement>>;
  /** The versions to which an abort goes back, by primary cluster and service, where noted. */
  readonly stable: pulumi.Output<StableVersions>;
  /**
   * Addresses of the ingress gateways by primary cluster; of a release with `gateways`, by the names
   * of these inside.
   */
  readonly endpoints: pulumi.Output<Readonly<Record<string, Endpoint>>>;
  /**
   * What the weights amount to: `stable`, `gray`, or `wave` where clusters have different weights.
   */
  readonly phase: pulumi.Output<Phase>;

  constructor(name: string, args: GrayReleaseArgs, opts?: pulumi.ComponentResourceOptions) {
    const { release, protect = true, ready = defaultReady, begin = beginUpdate } = args;
    const stages = new Stages(name);
    super(
      releaseType,
      name,
      // Arguments would stand in the state, and kubeconfigs with them.
      {},
      // Not `transforms`: those get no resource object, and the stages wait for the URNs of the
      // resources themselves. They would also cost one more call of the engine for each resource.
      pulumi.mergeOptions(opts, { transformations: [stages.transformation] }),
    );
    const { limits, places } = args;
    const limited = limits && { limits, ...(places && { places }) };
    const declared = checkedPlan(release, args.clusters, this);
    const { plan, clusters, firsts, leftOut } = answering(name, declared, args.clusters, this);
    this.plan = plan;
    const { accept } = args;
    const settle = { ...defaultSettle, ...args.settle };
    const settings = { settle, ready, ...(accept && { accept }), ...limited };
    const begun = refusing(
      this.mayLook(opts).then(() =>
        awake(begin({ plan, clusters, settings, firsts, reporter: pulumiReporter(this) })),
      ),
      this,
    );
    const applied = begun.then((update) => update.plan);
    const routed = begun.then((update) => update.routes ?? update.plan);
    const providers = clusters.map(({ provider }) => provider);
    createParts({ name, parent: this, plan, applied, routed, providers, protect, ready });
    const sync = begun.then((update) => update.sync);
    const passed = refusing(stages.run(stageOrder(release), sync), this);

    // They stay open where the update is refused: the refusal alone ends the program, and the stack
    // keeps its outputs. It stays unhandled on purpose, so that the engine shows it.
    const done = pulumi.output(
      new Promise<true>((resolve) => void passed.then(() => resolve(true))),
    );
    this.weights = done.apply(async () => weightsByCluster(await routed));
    this.versions = done.apply(async () => versionPlacement(await applied));
    this.phase = done.apply(async () => phase(await routed));
    this.stable = done.apply(async () => (await begun).stable);
    this.endpoints = done.apply(() => endpoints(release, clusters, begun));
    // They also hold the end of the program back: it ends, and deletions begin, when the proxies
    // synced the routes.
    this.registerOutputs({
      weights: this.weights,
      versions: this.versions,
      stable: this.stable,
      endpoints: this.endpoints,
      phase: this.phase,
      // For the next run without them: since when they are left out.
      ...(Object.keys(leftOut).length > 0 && { leftOut: done.apply(() => leftOut) }),
    });
  }

  /** Resolves when that which the component depends on is made, such as the mesh itself. */
  private async mayLook(opts: pulumi.ComponentResourceOptions | undefined): Promise<void> {
    if (opts?.dependsOn === undefined && opts?.parent === undefined) return;
    await new Promise<void>((done) => void this.urn.apply(() => done()));
  }
}

/** The addresses by cluster; empty where no gateway leads into the release. */
function endpoints(
  release: Release,
  clusters: readonly ConnectedCluster[],
  begun: Promise<BegunUpdate>,
): pulumi.Output<Record<string, Endpoint>> {
  const primaries = hasGateway(release) ? clusters.filter(({ cluster }) => isPrimary(cluster)) : [];
  const found = primaries.map(({ cluster: { name }, kubeconfig }) => {
    // Derived from the kubeconfig, since an address may be the host of the API server: what comes
    // out of a secret stays secret, and out of an unknown one unknown.
    const address = pulumi
      .output(kubeconfig)
      .apply(async () => (await begun).endpoints.get(name) ?? "unknown");
    return [name, address] as const;
  });
  return pulumi.output(Object.fromEntries(found));
}
