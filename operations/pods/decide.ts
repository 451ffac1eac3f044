/** Decides when an update reports pods that are not ready, and in which words. Pure. */
import { configKey } from "../../model/project";

/** Share of the time for pods after which an update reports those that are not ready. */
const reportAtShare = 0.8;

/** Milliseconds after which an update reports pods that are not ready. */
export function reportAfterMs(readySeconds: number): number {
  return readySeconds * 1000 * reportAtShare;
}

/** The report of pods that are not ready. */
export function unreadyMessage(
  lines: readonly string[],
  { afterMs, readySeconds }: { readonly afterMs: number; readonly readySeconds: number },
): string {
  return (
    `Pods are not ready after ${Math.round(afterMs / 1000)} of ${readySeconds} s:\n${lines.join("\n")}\n` +
    "No route moves in any cluster before they are: traffic flows as before. Mend the version (its image, its probes) or take " +
    `it back, and run the same command again; give pods more time with ${configKey("ready")}.`
  );
}
