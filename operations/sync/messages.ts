/** What an update says about proxies: refusals and reports, in words. Pure. */
import { configKey } from "../../model/project";
import type { Stage } from "../../model/kinds";
import type { Straggler } from "./stragglers";

const nothingLater = "The update applied no later stage and deleted nothing.";

/** How many texts one message repeats; it counts the rest. */
const mostNamed = 20;

/** What a proxy has not taken: with pod, cluster and type, and since when. */
export function behindText(straggler: Straggler): string {
  const { istiod, cluster, proxy } = straggler;
  const where = cluster === "" || cluster === istiod ? "" : ` of cluster ${cluster}`;
  const pod = `${istiod}: ${proxy}${where}`;
  if (straggler.why === "disconnected")
    return `${pod} is connected to no istiod, though its pod is ready`;
  const { type, why, sentTime, error } = straggler;
  const since = sentTime ? `, sent at ${sentTime}` : "";
  if (why === "refused") return `${pod} refused its ${type}${since}: ${error ?? "no reason given"}`;
  return why === "sent"
    ? `${pod} has not acknowledged its ${type}${since}`
    : `${pod} waits in istiod's push queue for its ${type}`;
}

/** An istiod goes on gathering changes, or computing a push. */
export function notPushedText(istiod: string): string {
  return `${istiod} has not pushed the changes: others are still coming in`;
}

/**
 * Proxies did not sync a stage in time.
 *
 * @param proxies how many proxies are behind; 0 where an istiod is
 */
export function staleMessage(
  stage: Stage,
  {
    seconds,
    stale,
    proxies,
  }: { readonly seconds: number; readonly stale: readonly string[]; readonly proxies: number },
): string {
  const more = configKey("settle.limit");
  const leave =
    proxies === 0
      ? `Repair the istiod and run the same command again; ${more} gives it more time.`
      : `Repair or remove the proxies that do not answer and run the same command again; ` +
        `${more} gives proxies more time; with ${configKey("settle.stragglers")}: ${proxies} the ` +
        `update goes on without ${proxies === 1 ? "this proxy" : `these ${proxies} proxies`}.`;
  return (
    `The proxies did not take the ${stage} within ${seconds} s: ${firstOf(stale)}. ` +
    `${nothingLater} ${leave}`
  );
}

/** Proxies owed an acknowledgement before the update began. */
export function owedText(owed: readonly Straggler[], seconds: number): string {
  return (
    `Before the update began, proxies had not answered istiod for ${seconds} s or more: ` +
    `${firstOf(owed.map(behindText))}.`
  );
}

/** An update goes on without some proxies. */
export function leftBehindText(stage: Stage, behind: readonly Straggler[]): string {
  return (
    `The update leaves proxies behind that did not take the ${stage}, as ` +
    `${configKey("settle.stragglers")} allows: ${firstOf(behind.map(behindText))}. Requests through ` +
    "them may fail."
  );
}

function firstOf(texts: readonly string[]): string {
  const more = texts.length - mostNamed;
  return [...texts.slice(0, mostNamed), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
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

/**
 * Proxies of a stage synced.
 *
 * @param proxies left out where no proxy has to take anything of the stage
 * @param behind how many of them were left behind
 */
export function syncedText(
  stage: Stage,
  elapsedMs: number,
  { proxies, behind = 0 }: { readonly proxies?: number; readonly behind?: number },
): string {
  const seconds = (elapsedMs / 1000).toFixed(2);
  if (proxies === undefined) return `${stage} after ${seconds} s (istiod alone)`;
  const without = behind > 0 ? `, ${behind} left behind` : "";
  return `${stage} after ${seconds} s (${proxies} proxies${without})`;
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
 * @param unseen the namespaces, with their clusters, whose pods the program may not list
 */
export function endLines(
  stages: readonly string[],
  unasked: readonly string[],
  unseen: readonly string[] = [],
): string[] {
  if (stages.length === 0) return [];
  return [
    `Proxies took ${stages.join(", ")}.`,
    ...unasked.map((why) => `The update could not ask all proxies: ${why}.`),
    ...(unseen.length > 0 ? [unseenText(unseen)] : []),
  ];
}

function unseenText(namespaces: readonly string[]): string {
  return (
    `The update may not list pods in ${namespaces.join(", ")}: it does not see proxies there that ` +
    "lost their connection to istiod. gray rbac prints the right."
  );
}
