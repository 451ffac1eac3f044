/** Reads what an update must know of a rollout, and lays it over the plan. */
import type { Locate } from "../../../model/checks/locate";
import { isRouteKind } from "../../../model/kinds";
import type { LiveObject } from "../../../model/live-object";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import { manifests, type ReleasePlan } from "../../../model/plan/plan";
import { withState } from "../../../model/rollout/overlay";
import type { RolloutSpec } from "../../../model/rollout/spec";
import { readKinds } from "../../../kubernetes/live-objects";
import type { ReachedCluster } from "../../clusters/reached";
import { RefusalError } from "../../refusal";
import { resultOf, type Result } from "../../result";
import { notesIn } from "../../stable/note";
import { liveWeights } from "../live-weights";
import { readCopies } from "../record/read";
import { recordPlace, type Copy, type RecordCluster } from "../record/copy";
import { decideOverlay, type Overlay } from "./decide";
import { overlayRefusal } from "./messages";

/** An update of a release with a rollout. */
export interface RolloutUpdate {
  /** What the release declares for the clusters that the update is for. */
  readonly plan: ReleasePlan;
  readonly spec: RolloutSpec;
  /** Finds the place of a part of the release, for messages. */
  readonly locate: Locate;
  /** Name of the stack, for commands in messages. */
  readonly stack: string;
  /** What the update has changed so far, for a refusal. @default nothing */
  readonly touched?: string;
}

/** What an update writes, with what it was decided by. */
export interface Overlaid {
  readonly overlay: Overlay;
  /** The plan with the weights that hold: the same objects in the same order. */
  readonly plan: ReleasePlan;
  /** The clusters with this plan. */
  readonly reached: readonly ReachedCluster[];
  /** What primary clusters have of the record. */
  readonly copies: readonly Copy[];
  /** The live objects of the kinds that were asked for, by the name of the cluster. */
  readonly live: ReadonlyMap<string, readonly LiveObject[]>;
}

/** The primary clusters among those that were reached, for reading and writing records. */
export function recordClusters(reached: readonly ReachedCluster[]): RecordCluster[] {
  return reached
    .filter(({ plan }) => plan.mesh !== undefined)
    .map(({ cluster, client, noClient }) => ({
      cluster: cluster.name,
      client: client ? { ok: true, value: client } : noClientIn(noClient),
    }));
}

function noClientIn(why = "the program has no client for it"): Result<never> {
  return { ok: false, failure: why };
}

/**
 * Reads the records and the live objects of all primary clusters at once, and decides.
 *
 * @param which what is read: all kinds of the plan, whose objects the update compares anyway; or only
 * routes
 * @throws RefusalError with every reason for which the update must not go on
 */
export async function readOverlay(
  reached: readonly ReachedCluster[],
  update: RolloutUpdate,
  which: "all" | "routes" = "all",
): Promise<Overlaid> {
  const { plan, touched } = update;
  const primaries = reached.filter((one) => one.plan.mesh !== undefined);
  const [copies, reads] = await Promise.all([
    readCopies(recordPlace(plan.release), recordClusters(primaries)),
    Promise.all(primaries.map(async (one) => [one, await objectsIn(one, which)] as const)),
  ]);
  const read = reads.flatMap(([one, found]) =>
    found.ok ? [{ one, ...found.value, routes: routesAmong(found.value.objects) }] : [],
  );
  const decided = decideOverlay({
    ...update,
    copies,
    live: new Map(read.map(({ one, routes }) => [one.cluster.name, liveWeights(one.plan, routes)])),
    notes: new Map(read.map(({ one, routes }) => [one.cluster.name, notesIn(one.plan, routes)])),
    unseen: new Map(
      reads.flatMap(([one, found]) => (found.ok ? [] : [[one.cluster.name, found.failure]])),
    ),
  });
  if ("problems" in decided) throw new RefusalError(overlayRefusal(decided.problems, touched));
  const applied = withState(plan, decided.state);
  const byName = new Map(applied.clusters.map((one) => [one.cluster.name, one]));
  return {
    overlay: decided,
    plan: applied,
    reached: reached.map((one) => {
      const own = byName.get(one.cluster.name);
      return own ? { ...one, plan: own, objects: manifests(own) } : one;
    }),
    copies,
    live: new Map(
      read.flatMap(({ one, objects, all }) =>
        all === (which === "all") ? [[one.cluster.name, objects]] : [],
      ),
    ),
  };
}

interface Read {
  readonly objects: readonly LiveObject[];
  /** Whether these are all kinds of the plan. */
  readonly all: boolean;
}

async function objectsIn(
  { client, noClient, objects }: ReachedCluster,
  which: "all" | "routes",
): Promise<Result<Read>> {
  if (!client) return noClientIn(noClient);
  const all = which === "all";
  const routes = objects.filter(({ kind }) => isRouteKind(kind));
  const found = await resultOf(readKinds(client, all ? objects : routes));
  if (found.ok) return { ok: true, value: { objects: found.value, all } };
  if (!all) return found;
  // Where rights for other kinds are missing, the look for drift says so, and the update goes on.
  const fewer = await resultOf(readKinds(client, routes));
  return fewer.ok ? { ok: true, value: { objects: fewer.value, all: false } } : fewer;
}

function routesAmong(objects: readonly LiveObject[]): VirtualServiceManifest[] {
  return objects.filter(({ kind }) => isRouteKind(kind)) as unknown as VirtualServiceManifest[];
}
