/** What an update says about proxies: refusals and reports, in words. Pure. */
import { configKey } from "../../model/project";
import type { Stage } from "../../model/kinds";

const nothingLater = "The update applied no later stage and deleted nothing.";

/** Proxies did not sync a stage in time. */
export function staleMessage(
  stage: Stage,
  { seconds, stale }: { readonly seconds: number; readonly stale: readonly string[] },
): string {
  return (
    `The proxies did not take the ${stage} within ${seconds} s: ${stale.join("; ")}. ` +
    `${nothingLater} Repair or remove the proxies that do not ` +
    `answer and run the same command again; ${configKey("settle.limit")} gives proxies more time.`
  );
}

/**
 * An update can't know whether proxies synced a stage.
 *
 * @param why the clusters that do not answer or, where all do, the error
 */
export function unknownMessage(stage: Stage, why: string): string {
  return (
    `The update can't see whether the proxies took the ${stage}: ${why}. ${nothingLater} ` +
    "Run the same command again when the cluster answers."
  );
}

/** An update waits for istiods that have pods, none of them ready. */
export function waitsForIstiodText(cluster: string, pods: readonly string[]): string {
  return `The update waits until istiod of cluster ${cluster} is ready: ${pods.join("; ")}.`;
}

/** Istiods have pods, none of which became ready in time. */
export function notReadyMessage(
  seconds: number,
  istiods: readonly { readonly cluster: string; readonly pods: readonly string[] }[],
): string {
  const each = istiods.map(
    ({ cluster, pods }) => `istiod of cluster ${cluster}: ${pods.join("; ")}`,
  );
  return (
    `The update can't see which proxies took its changes, because no pod of an istiod became ready ` +
    `within ${seconds} s: ${each.join("; ")}. ${nothingLater} Repair the istiod and run the same ` +
    `command again; ${configKey("settle.limit")} gives it more time.`
  );
}

/** An istiod does not have yet what its API server has. */
export function lagText(cluster: string, missing: readonly string[]): string {
  return (
    `The update waits for istiod of cluster ${cluster}: ${missing.join("; ")}. After its API server ` +
    "was away, an istiod reads it again within a minute."
  );
}

/** Proxies of a stage synced. */
export function syncedText(stage: Stage, elapsedMs: number, proxies: number): string {
  return `${stage} after ${(elapsedMs / 1000).toFixed(2)} s (${proxies} proxies)`;
}

/** An update waited a fixed time after a stage, because it could not ask every istiod. */
export function unaskedText(stage: Stage, seconds: number): string {
  return `${stage} after ${seconds} s, without asking`;
}

/**
 * The lines at the end of an update.
 *
 * @param stages one text for each stage that proxies had to sync
 * @param unasked why istiods could not be asked, one text for each cluster
 */
export function endLines(stages: readonly string[], unasked: readonly string[]): string[] {
  if (stages.length === 0) return [];
  return [
    `Proxies took ${stages.join(", ")}.`,
    ...unasked.map((why) => `The update could not ask all proxies: ${why}.`),
  ];
}
