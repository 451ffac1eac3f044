/** `gray drift` over all clusters of a stack: look, and take back where that is wanted. */
import type { StackSettings } from "../../model/config/settings";
import { stageOrder } from "../../model/plan/order";
import { systemClock, type Clock } from "../clock";
import type { ClusterApi } from "../cluster-api";
import { inTime } from "../deadline";
import { RefusalError } from "../refusal";
import { resultOf, type Result } from "../result";
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
  const { stack, settings, readApplied, sleep, leftOut = [] } = about;
  const baseline = await baselineOf(() => readApplied(false), settings);
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
    const applied = await readApplied(true);
    const parts = looked.map(({ client, found }) => takeBackOf(client, found, applied));
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
