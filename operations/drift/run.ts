/** `gray drift` over all clusters of a stack: look, and take back where that is wanted. */
import type { StackSettings } from "../../model/config/settings";
import { stageOrder } from "../../model/plan/order";
import type { ClusterApi } from "../cluster-api";
import { RefusalError } from "../refusal";
import { baselineOf, type ObjectsByCluster } from "./baseline";
import { lookForDrift } from "./look";
import type { DriftFound } from "./report";
import { takeBack, takeBackOf } from "./take-back";

/** A stack whose clusters are looked at. */
export interface DriftStack {
  readonly stack: string;
  readonly settings: Pick<StackSettings, "release" | "clusters" | "settle">;
  /** A client for each cluster of the settings, in their order. */
  readonly clients: readonly ClusterApi[];
  /** Reads what the stack applied last; secret values come along only where they are asked for. */
  readonly readApplied: (secrets: boolean) => Promise<ObjectsByCluster>;
  /** Waits; specs give one that does not. @default a timer */
  readonly sleep?: (ms: number) => Promise<unknown>;
}

/**
 * Finds the drift of all clusters, at once.
 *
 * @param back whether it is taken back, too
 * @throws RefusalError where drift must be taken back but what was applied last is not known;
 * nothing was written then
 * @throws Error that names the cluster or the object that can't be read or written
 */
export async function driftOf(about: DriftStack, back: boolean): Promise<DriftFound> {
  const { stack, settings, clients, readApplied, sleep } = about;
  const baseline = await baselineOf(() => readApplied(false), settings);
  const looked = await Promise.all(
    settings.clusters.map(async ({ name }, i) => {
      const client = clients[i]!;
      const objects = baseline.objects.get(name) ?? [];
      const expected = { cluster: name, objects, applied: baseline.from === "applied" };
      return { client, found: await lookForDrift(client, expected) };
    }),
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
  return { stack, baseline, clusters: looked.map(({ found }) => found), takenBack: back };
}
