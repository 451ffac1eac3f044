/**
 * Decides by the look at all clusters whether an update may begin, and which stages are up to date.
 * Pure.
 */
import type { Stage } from "../../model/kinds";
import type { Drift } from "./decide";
import { driftAdvice, driftText } from "./report";
import { upToDateEverywhere } from "./up-to-date";

/** What the look at one cluster found. */
export type ClusterLook =
  /** The cluster's objects were compared. */
  | {
      readonly drift: readonly Drift[];
      /** What one update can't do at once without lost requests, in words. */
      readonly atOnce: readonly string[];
      readonly upToDate: ReadonlySet<Stage>;
    }
  /** Its objects may not be read, which the report says; the update goes on without them. */
  | { readonly unseen: string }
  /** Its objects can't be read, which stops the update; in words. */
  | { readonly unknown: string };

/** Either why the update must not begin, or which stages are up to date in every cluster. */
export type Verdict = { readonly refusal: string } | { readonly upToDate: ReadonlySet<Stage> };

/**
 * Judges an update.
 *
 * @param stack name of the stack, for the commands in the advice
 */
export function judgeClusters(looks: readonly ClusterLook[], stack: string): Verdict {
  const unknown = looks.flatMap((look) => ("unknown" in look ? [look.unknown] : []));
  if (unknown.length > 0)
    return {
      refusal:
        `Can't see whether another hand changed something: ${unknown.join("; ")}. ` +
        "Nothing was changed: all clusters serve as before.",
    };
  const drift = looks.flatMap((look) => ("drift" in look ? look.drift : []));
  if (drift.length > 0)
    return {
      refusal:
        "Another hand changed what this stack declares; nothing was touched. From: the config; to: what is there.\n\n" +
        `${driftText(drift)}\n\n${driftAdvice(drift, stack)}\n`,
    };
  const atOnce = looks.flatMap((look) => ("atOnce" in look ? look.atOnce : []));
  if (atOnce.length > 0)
    return {
      refusal: `Too much for one update, which would lose requests: ${[...new Set(atOnce)].join("; ")}. Nothing was touched.`,
    };
  // A cluster that can't be seen is up to date with nothing.
  return {
    upToDate: upToDateEverywhere(
      looks.map((look) => ("upToDate" in look ? look.upToDate : new Set())),
    ),
  };
}

/** The warning that the objects of a cluster were not compared. */
export function unseenWarning(cluster: string, why: string): string {
  return `Not looked for changes by another hand in cluster ${cluster}: ${why}.`;
}
