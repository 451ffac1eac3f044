/** Decides when an update reports pods that are not ready, and in which words. Pure. */
import { configKey } from "../../model/project";

/** A pod that is not ready, or a Deployment whose pods can't be named. */
export interface UnreadyPod {
  readonly cluster: string;
  readonly deployment: string;
  /** Left out where the Deployment has no pod, or its pods can't be read. */
  readonly pod?: string;
  /** The reason in one word, such as `ImagePullBackOff`; left out where there is none. */
  readonly reason?: string;
  /** The reason, in words. */
  readonly why: string;
}

/** Milliseconds after which an update looks at its pods for the first time. */
const firstLookMs = 15_000;

/** Milliseconds between two looks. */
const pauseMs = 5000;

/** Share of the time for pods after which an update looks for the last time, and advises. */
const lastLookAtShare = 0.8;

/** How many pods one report names; the rest is counted. */
const mostPods = 8;

/** Milliseconds after which an update looks for the last time. */
export function lastLookMs(readySeconds: number): number {
  return readySeconds * 1000 * lastLookAtShare;
}

/**
 * Milliseconds until the next look at the pods.
 *
 * @param elapsedMs milliseconds since the pods were applied
 * @returns undefined after the last look
 */
export function nextLookMs(elapsedMs: number, readySeconds: number): number | undefined {
  const last = lastLookMs(readySeconds);
  if (elapsedMs >= last) return undefined;
  const next = elapsedMs < firstLookMs ? firstLookMs : elapsedMs + pauseMs;
  return Math.min(next, last) - elapsedMs;
}

/**
 * What tells one reason from another. Pods of one Deployment have the same reason; numbers in it,
 * such as a back-off of 40 s, change without news.
 */
export function reasonOf({ cluster, deployment, why }: UnreadyPod): string {
  return `${cluster} ${deployment} ${why.replace(/\d+/g, "")}`;
}

/**
 * The report of pods whose reason is new. It begins with the reason: in a terminal, Pulumi's table
 * shows the first words of a line at best.
 */
export function waitingMessage(unready: readonly UnreadyPod[], elapsedMs: number): string {
  const lines = unready.map(
    ({ cluster, deployment, reason, why }) =>
      `${reason === undefined ? "" : `${reason}: `}${deployment} in ${cluster} is not ready after ` +
      `${seconds(elapsedMs)} s: ${why}`,
  );
  return firstOf([...new Set(lines)]).join("\n");
}

/** The last report of pods that are not ready. */
export function unreadyMessage(
  unready: readonly UnreadyPod[],
  { elapsedMs, readySeconds }: { readonly elapsedMs: number; readonly readySeconds: number },
): string {
  const lines = unready.map(
    ({ cluster, deployment, pod, why }) =>
      `  - cluster ${cluster}, ${deployment}: ${pod === undefined ? "" : `pod ${pod}: `}${why}`,
  );
  return (
    `Pods are not ready after ${seconds(elapsedMs)} of ${readySeconds} s:\n${firstOf(lines).join("\n")}\n` +
    "No route moves in any cluster before they are ready: traffic flows as before. Correct the version " +
    "(its image, its probes) or remove it, and run the same command again; " +
    `${configKey("ready")} gives pods more time.`
  );
}

function firstOf(lines: readonly string[]): string[] {
  const more = lines.length - mostPods;
  return more > 0 ? [...lines.slice(0, mostPods), `and ${more} more`] : [...lines];
}

function seconds(ms: number): number {
  return Math.round(ms / 1000);
}
