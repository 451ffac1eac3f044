/** Decides whether an update may begin, before any object of a cluster is registered. */
import type { LiveObject } from "../../model/live-object";
import type { ClusterPlan, ReleasePlan } from "../../model/plan/plan";
import type { Cluster } from "../../model/release/cluster";
import type { ReachedCluster } from "../clusters/reached";
import { refuseDrift } from "../drift/refuse";
import { foreignRefusal } from "../foreign/run";
import type { UpdateStart } from "../drift/verdict";
import { RefusalError } from "../refusal";
import type { Reporter } from "../reporter";
import type { Locate } from "../../model/checks/locate";
import type { LimitContext } from "../../model/limits/limit";
import { judgeLimits, limitsRefusal } from "../limits/decide";
import type { GrowingVersion } from "../limits/ready-pods";
import { refuseUndeclared } from "../rollout/undeclared";
import { leftOutOf } from "../without/decide";
import { planScale, type ScaleLooks, type ScalePlan } from "../scale/decide";
import { changeText, raisedText } from "../scale/messages";
import { removedStable, stableWarnings } from "../stable/decide";

/** What the beginning of an update needs to know. */
export interface BeginOptions {
  /** Name of the stack, for the commands in messages. */
  readonly stack: string;
  /** What the release declares for each cluster; clusters that are not reached included. */
  readonly plan: ReleasePlan;
  readonly reporter: Reporter;
  /** Objects of other owners that may stand in the way of the release. @default none */
  readonly accept?: readonly string[];
  /** The limits of the stack. @default it has none */
  readonly limits?: LimitsOption;
  /**
   * Finds the place of a part of a release that declares no rollout, for messages: the update is
   * refused where the clusters still have one. @default the release declares one
   */
  readonly undeclared?: Locate;
  /** Objects that were read a moment ago, by the name of their cluster. @default none */
  readonly live?: ReadonlyMap<string, readonly LiveObject[]>;
}

/** The limits of a stack, and when they are asked. */
export interface LimitsOption {
  readonly context: LimitContext;
  /** Whether this is a preview, for which the time of the update does not matter. */
  readonly preview: boolean;
  readonly now: Date;
  /** Names of the clusters whose weights a rollout holds. @default none */
  readonly held?: ReadonlySet<string>;
}

/** An update that may begin. */
export interface BegunStart extends UpdateStart {
  /** What it does about the numbers of pods. */
  readonly scaling: ScalePlan;
  /** Versions that need a number of ready pods before the routes move. @default none */
  readonly limited?: {
    readonly context: LimitContext;
    readonly growing: readonly GrowingVersion[];
  };
}

/**
 * Looks at all clusters once: for drift, for changes that one update can't make, for the stable
 * versions to which an abort would go back, for the pods that larger shares of traffic need, and for
 * objects of other owners that would take the requests of the release.
 *
 * @returns what the look found besides
 * @throws RefusalError that says why the update must not begin
 */
export async function mayBegin(
  reached: readonly ReachedCluster[],
  { stack, plan, reporter, accept = [], limits, live, undeclared }: BeginOptions,
): Promise<BegunStart> {
  const [start] = await allAllowed([
    refuseDrift(reached, { stack, reporter, leftOut: leftOutOf(plan), ...(live && { live }) }),
    foreignRefusal(reached, { reporter, accept }).then((refusal) => {
      if (refusal !== undefined) throw new RefusalError(refusal);
    }),
  ]);
  if (undeclared && start.rollouts?.has(plan.release.name))
    await refuseUndeclared(reached, { stack, plan, reporter, locate: undeclared });
  const { release } = plan;
  const clusters = plan.clusters.map(withAppliedWeights);
  const question = { release, clusters, notes: start.notes };
  const removed = removedStable(question);
  if (removed.length > 0) throw new RefusalError(`${removed.join(". ")}. Nothing was touched.`);
  const limited = limits && withinLimits(limits, { reached, start, reporter });
  for (const warning of stableWarnings(question)) reporter.warn(warning);
  const scaling = planScale(plan.clusters, start.scale);
  tellScaling(start.scale, scaling, reporter);
  // Pods that larger shares need are waited for, though every object may be as planned.
  const upToDate = new Set(start.upToDate);
  if (scaling.raised.length + scaling.targets.length > 0) upToDate.delete("workloads");
  return { ...start, upToDate, scaling, ...(limited && { limited }) };
}

/** A cluster with the weights that the update writes there, which need not be the declared ones. */
function withAppliedWeights({ cluster, mesh }: ClusterPlan): Cluster {
  if (!mesh) return cluster;
  const weights = mesh.routes.map((one) => [one.service, one.weights] as const);
  return { ...cluster, weights: Object.fromEntries(weights) };
}

/**
 * Compares the limits of the stack with the clusters.
 *
 * @returns the versions whose pods are counted before the routes move
 * @throws RefusalError with every limit that the update breaks
 */
function withinLimits(
  { context, preview, now, held }: LimitsOption,
  about: {
    readonly reached: readonly ReachedCluster[];
    readonly start: UpdateStart;
    readonly reporter: Reporter;
  },
): NonNullable<BegunStart["limited"]> {
  const asked = about.reached.map(({ cluster }) => cluster.name);
  const { limits: looks, notes } = about.start;
  const question = { context, looks, asked, notes, now, ...(held && { held }) };
  const { broken, tolerated, frozen, growing } = judgeLimits(question);
  const refused = preview ? broken : [...broken, ...frozen];
  if (refused.length > 0) throw new RefusalError(limitsRefusal(refused));
  for (const { path, code, given, allowed } of [...tolerated, ...(preview ? frozen : [])])
    about.reporter.warn(`${path} [${code}]: ${given}. Allowed: ${allowed}.`);
  return { context, growing };
}

/**
 * Waits for two looks that are made at once.
 *
 * @throws RefusalError with the reasons of both
 */
async function allAllowed<T, U>(looks: readonly [Promise<T>, Promise<U>]): Promise<[T, U]> {
  const [one, other] = await Promise.allSettled(looks);
  if (one.status === "fulfilled" && other.status === "fulfilled") return [one.value, other.value];
  const reasons = [one, other].flatMap((each) =>
    each.status === "rejected" ? [each.reason as Error] : [],
  );
  const unknown = reasons.find((reason) => !(reason instanceof RefusalError));
  throw unknown ?? new RefusalError(reasons.map(({ message }) => message).join("\n\n"));
}

/** Says what the update does about the numbers of pods. */
function tellScaling(looks: ScaleLooks, { raised }: ScalePlan, reporter: Reporter): void {
  for (const [cluster, { changes }] of looks)
    for (const line of changes.flatMap((change) => changeText(change, cluster) ?? []))
      reporter.info(line);
  for (const one of raised) {
    if (one.wanted === undefined) reporter.info(raisedText(one));
    else reporter.warn(raisedText(one));
  }
}
