/**
 * Wires the operations of an update into a Pulumi program: reachable clusters, drift, guard, sync,
 * re-applied objects.
 */
import * as pulumi from "@pulumi/pulumi";
import type { StackSettings } from "../model/config/settings";
import { reachClusters, type SecretKubeconfig } from "../operations/clusters/connect";
import { missingNotes, stableVersions, type StableVersions } from "../operations/stable/decide";
import type { Sync } from "../operations/sync/port";
import { beginUpdate } from "../operations/update/begin";
import { UpdateSync } from "../operations/update/run";
import { connectClusters } from "./cluster-providers";
import type { ConnectedCluster } from "./gray-release";
import { refusing } from "./refusal";
import { pulumiReporter as reporter } from "./reporter";

/** What {@link GrayRelease} needs for an update. */
export interface PreparedUpdate {
  readonly clusters: readonly ConnectedCluster[];
  /** Left out in a preview, which holds nothing back. */
  readonly sync?: Sync;
  /** The stable versions that clusters note, as they are when the update ends. */
  readonly stable: Promise<StableVersions>;
}

/**
 * Connects to all clusters and makes sure that an update may begin.
 *
 * @param secretOf the kubeconfigs that the stack holds as secrets
 * @throws pulumi.RunError where a cluster can't be reached, or another field manager changed what
 * the stack declares
 */
export async function prepareUpdate(
  settings: StackSettings,
  secretOf: SecretKubeconfig,
): Promise<PreparedUpdate> {
  const reached = await refusing(reachClusters(settings, secretOf));
  // The engine starts the providers while this program looks for drift.
  const { clusters, lookUps } = connectClusters(reached, settings.release, secretOf);
  const { release } = settings;
  const start = beginUpdate(reached, { stack: pulumi.getStack(), release, reporter });
  const sync = pulumi.runtime.isDryRun()
    ? undefined
    : new UpdateSync(reached, { settings, start, otherWork: lookUps, reporter });
  const { notes } = await refusing(start);
  const plans = reached.map(({ plan }) => plan);
  const foreseen = stableVersions(plans, notes, missingNotes(plans, notes));
  return { clusters, sync, stable: sync?.stable ?? Promise.resolve(foreseen) };
}
