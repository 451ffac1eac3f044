/** `gray drift` over all clusters of a stack: look, and take back where that is wanted. */
import type { StackSettings } from "../../model/config/settings";
import { isRouteKind } from "../../model/kinds";
import { stageOrder } from "../../model/plan/order";
import { planRelease } from "../../model/plan/plan";
import { isPrimary } from "../../model/release/cluster-role";
import { newest, type RolloutRecord } from "../../model/rollout/record";
import { systemClock, type Clock } from "../clock";
import type { ClusterApi } from "../cluster-api";
import { inTime } from "../deadline";
import { RefusalError } from "../refusal";
import { resultOf, type Result } from "../result";
import { withRecordedRoutes, type RecordedRoutes } from "../rollout/overlay/recorded-routes";
import { readCopies } from "../rollout/record/read";
import { baselineOf, type Baseline, type ObjectsByCluster } from "./baseline";
import { lookForDrift, type ClusterDrift } from "./look";
import type { DriftFound } from "./report";
import { takeBack, takeBackOf } from "./take-back";

/** Milliseconds in which a cluster must list its objects. */
const lookLimitMs = 10_000;

/** A stack whose clusters are looked at. */
export interface DriftStack {
  readonly stack: string;
  readonly settings: Pick<StackSettings, "release" | "clusters" | "settle">;
  /** Names of the clusters of the stack that are left out of the settings. @default none */
  readonly leftOut?: readonly string[];
  /**
   * For each cluster of the settings, in their order, a client as soon as there is one, or why there
   * is none.
   */
  readonly clients: readonly Promise<Result<ClusterApi>>[];
  /** Reads what the stack applied last; secret values come along only where they are asked for. */
  readonly readApplied: (secrets: boolean) => Promise<ObjectsByCluster>;
  /** Waits; specs give one that does not. @default a timer */
  readonly sleep?: (ms: number) => Promise<unknown>;
  /** @default the clock of the machine */
  readonly clock?: Clock;
}

/** What a cluster has, and the client that read it. */
interface Looked {
  readonly client: ClusterApi;
  readonly found: ClusterDrift;
}

/**
 * Finds the drift of all clusters, side by side. A cluster that can't be read is named in what was
 * found, and keeps no other one from it.
 *
 * @param back whether it is taken back, too
 * @throws RefusalError where drift must be taken back but what was applied last is not known;
 * nothing was written then
 * @throws Error that names the objects that can't be written
 */
export async function driftOf(about: DriftStack, back: boolean): Promise<DriftFound> {
  const { stack, settings, sleep, leftOut = [] } = about;
  const standing = await standingOf(about);
  const readApplied = async (secrets: boolean) =>
    standing.recorded(await about.readApplied(secrets));
  const baseline = await baselineOf(async () => (await readApplied(false)).objects, settings);
  const looks = await Promise.all(
    settings.clusters.map(async ({ name }, i) => ({
      name,
      look: await resultOf(lookAt(about, baseline, name, i)),
    })),
  );
  const looked = looks.flatMap(({ look }) => (look.ok ? [look.value] : []));
  const unread = looks.flatMap(({ name, look }) =>
    look.ok ? [] : [{ cluster: name, why: look.failure }],
  );
  if (back && baseline.why !== undefined)
    throw new RefusalError(
      `can't take drift back, because the values that were applied last are not known: ${baseline.why}`,
    );
  if (back) {
    const { objects, unsure } = await readApplied(true);
    refuseUnsure(looked, unsure, standing.why);
    const parts = looked.map(({ client, found }) => takeBackOf(client, found, objects));
    const { release, settle } = settings;
    await takeBack(parts, {
      order: stageOrder(release),
      syncSeconds: settle.seconds,
      ...(sleep && { sleep }),
    });
  }
  const clusters = looked.map(({ found }) => found);
  return { stack, baseline, clusters, unread, leftOut, takenBack: back };
}

/** What a rollout has made of what was applied. */
interface Standing {
  readonly recorded: (applied: ObjectsByCluster) => RecordedRoutes;
  /** Why its record is not known; left out where it is, or where no rollout is declared. */
  readonly why?: string;
}

async function standingOf({ settings, clients }: DriftStack): Promise<Standing> {
  const { release, clusters } = settings;
  const plan = planRelease(release, clusters);
  const of = (record: RolloutRecord | undefined): Standing["recorded"] => {
    return (applied) => withRecordedRoutes(applied, plan, record);
  };
  if (!release.rollout) return { recorded: of(undefined) };
  const primaries = clusters.flatMap((cluster, i) =>
    isPrimary(cluster) ? [{ cluster: cluster.name, client: clients[i]! }] : [],
  );
  const place = { release: release.name, namespace: release.namespace };
  const copies = await readCopies(place, primaries);
  const unknown = copies.flatMap((one) => ("why" in one ? [`${one.cluster}: ${one.why}`] : []));
  const record = newest(copies.flatMap((one) => (one.kind === "record" ? [one.record] : [])));
  return { recorded: of(record), ...(unknown.length > 0 && { why: unknown.join("; ") }) };
}

/**
 * Keeps a route from going back to weights of another step.
 *
 * @throws RefusalError where the weights are not known that a drifted route must have
 */
function refuseUnsure(
  looked: readonly Looked[],
  unsure: ReadonlySet<string>,
  why: string | undefined,
): void {
  const routes = looked.flatMap(({ found: { cluster, drift } }) =>
    drift
      .filter(({ object }) => isRouteKind(object.split(" ")[0] ?? ""))
      .map(({ object }) => `${object} in cluster ${cluster}`),
  );
  if (routes.length > 0 && why !== undefined)
    throw new RefusalError(
      `can't take drift of routes back, because where the rollout stands is not known: ${why}`,
    );
  const open = [...new Set(routes)].filter((name) => unsure.has(name));
  if (open.length > 0)
    throw new RefusalError(
      `can't take back ${open.join(", ")}: a rollout moved weights there since the last update, and the stack file ` +
        "changes more of these routes. Declare them as they were applied, then run this again",
    );
}

async function lookAt(
  { clients, clock = systemClock }: Pick<DriftStack, "clients" | "clock">,
  { objects, from }: Baseline,
  cluster: string,
  i: number,
): Promise<Looked> {
  const client = await clients[i]!;
  if (!client.ok) throw new Error(client.failure);
  const expected = { cluster, objects: objects.get(cluster) ?? [], applied: from === "applied" };
  const look = lookForDrift(client.value, expected);
  return { client: client.value, found: await inTime(look, { limitMs: lookLimitMs, clock }) };
}
