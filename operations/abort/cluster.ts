/** Brings one primary cluster back, whatever other clusters do. */
import { keyOf } from "../../model/live-object";
import type { ClusterPlan } from "../../model/plan/plan";
import type { ClusterApi } from "../cluster-api";
import type { Clock } from "../clock";
import { inTime } from "../deadline";
import { resultOf, type Result } from "../result";
import { notesIn, type ServiceNotes } from "../stable/note";
import type { RolloutSpec } from "../../model/rollout/spec";
import type { ClusterWeights } from "../../model/rollout/state";
import type { PlanAborted } from "./aborted";
import { plansBeside, weightsOf } from "./beside-rollout";
import { decideCluster, withoutSubset } from "./decide";
import { lookAt } from "./look";
import { markRoutes } from "./mark";
import { unready, type Readiness, type Version } from "./readiness";
import type { LiveRoutes } from "./routes";
import type { AbortTarget, ClusterTargets, RefusedService } from "./targets";
import { writeRoutes } from "./write";

/** Milliseconds in which a cluster's API server must list what an abort reads. */
const lookLimitMs = 5000;

/** What became of a cluster. */
export interface AbortOutcome extends ClusterTargets {
  /** Name of the cluster. */
  readonly cluster: string;
  /** The targets that stay where they are, because the cluster has no subset of the version. */
  readonly withoutSubset: readonly AbortTarget[];
  /** The targets of which no ready pod is known, with the clusters that did not answer. */
  readonly unsure: readonly UnsureTarget[];
  /** The stable versions that it notes; none where it can't be read. */
  readonly notes: ServiceNotes;
  /** Namespaces and names of the VirtualServices that were written. */
  readonly written: readonly string[];
  /** Whether the cluster has exactly the routes that the new config plans. */
  readonly asPlanned: boolean;
  /**
   * Where a rollout is declared: the weights that the cluster had and those that it has now. Left out
   * where it can't be read.
   */
  readonly weights?: { readonly before: ClusterWeights; readonly after: ClusterWeights };
  /** Why nothing, or not all, could be read or written. */
  readonly failure?: string;
}

/** A version that got its traffic back although no ready pod of it is known. */
export interface UnsureTarget extends Version {
  /** Names of the clusters that did not say whether they have one. */
  readonly silent: readonly string[];
}

/** A cluster whose routes the mesh reads. */
export interface PrimaryCluster {
  /** Its client as soon as there is one, or why there is none. */
  readonly client: Promise<Result<ClusterApi>>;
  /** As the config planned it before. */
  readonly before: ClusterPlan;
  /** Plans it with services on versions, where no rollout is declared. */
  readonly after: (...of: Parameters<PlanAborted>) => ClusterPlan;
  /** The plan of the rollout, where one is declared. */
  readonly rollout?: RolloutSpec;
  /** Decides its services by its live routes. */
  readonly targetsBy: (routes: readonly LiveRoutes[]) => ClusterTargets;
  /** Says whether a version has a ready pod. */
  readonly readiness: (version: Version) => Promise<Readiness>;
  readonly clock: Clock;
}

/** Reads a cluster, decides, and writes its routes, as soon as the cluster itself has answered. */
export async function abortCluster(one: PrimaryCluster): Promise<AbortOutcome> {
  const { before, after, targetsBy, rollout, clock } = one;
  const client = await one.client;
  if (!client.ok) return notDone(one, client.failure);
  const looked = await resultOf(
    inTime(lookAt(client.value, before), { limitMs: lookLimitMs, clock }),
  );
  if (!looked.ok) return notDone(one, looked.failure);
  const view = looked.value;
  const found = targetsBy(view.routes);
  const lacking = withoutSubset(view, found.targets, before);
  const { targets, refused, unsure } = await withReadyPods(
    one,
    found.targets.filter((target) => !lacking.includes(target)),
  );
  const versions = new Map(targets.map(({ service, version }) => [service, version]));
  const plans = rollout
    ? plansBeside(before, view.routes, versions)
    : { before, after: after(versions) };
  const { settled } = found;
  const { writes, asPlanned } = decideCluster(view, plans, { targets, settled }, rollout);
  const moved = new Set(writes.map(keyOf));
  const unchanged = view.routes.filter(
    (one) => isOf(before, versions, one) && !moved.has(keyOf(one)),
  );
  const [wrote, unmarked] = await Promise.all([
    writeRoutes(client.value, writes, clock),
    markRoutes(client.value, unchanged, clock),
  ]);
  return {
    cluster: before.cluster.name,
    targets: [...targets, ...lacking],
    ...{ settled, withoutSubset: lacking, unsure, asPlanned },
    refused: [...found.refused, ...refused],
    notes: notesIn(before, view.routes),
    ...(rollout && { weights: { before: weightsOf(plans.before), after: weightsOf(plans.after) } }),
    ...(unmarked !== undefined && { failure: unmarked }),
    ...wrote,
  };
}

/** Whether a VirtualService holds the weights of one of the services. */
function isOf(
  { mesh }: ClusterPlan,
  services: ReadonlyMap<string, string>,
  { metadata }: LiveRoutes,
): boolean {
  const found = mesh?.routes.find(
    ({ name, namespace }) => name === metadata.name && namespace === metadata.namespace,
  );
  return found !== undefined && services.has(found.service);
}

/** What such a cluster would go back to is known where the config, or a user, says it. */
function notDone({ before, targetsBy }: PrimaryCluster, failure: string): AbortOutcome {
  return {
    ...{ cluster: before.cluster.name, ...targetsBy([]), withoutSubset: [], unsure: [] },
    ...{ notes: new Map(), written: [], asPlanned: false, failure },
  };
}

/** Which of the targets may get the traffic. */
async function withReadyPods(
  { readiness }: PrimaryCluster,
  all: readonly AbortTarget[],
): Promise<{
  readonly targets: readonly AbortTarget[];
  readonly refused: readonly RefusedService[];
  readonly unsure: readonly UnsureTarget[];
}> {
  const asked = await Promise.all(
    all.map(async (target) => ({ target, found: await readiness(target) })),
  );
  return {
    targets: asked.flatMap(({ target, found }) => (found.known === "none" ? [] : [target])),
    refused: asked.flatMap(({ target, found }) =>
      found.known === "none" ? [unready(target, found.asked)] : [],
    ),
    unsure: asked.flatMap(({ target: { service, version }, found }) =>
      found.known === "unsure" ? [{ service, version, silent: found.silent }] : [],
    ),
  };
}
