/**
 * Decides by the look at all clusters whether an update may begin, and which stages are up to date.
 * Pure.
 */
import type { Stage } from "../../model/kinds";
import type { Manifest } from "../../model/manifests/metadata";
import type { ObjectsByCluster } from "./baseline";
import type { Drift } from "./decide";
import { driftAdvice, driftText } from "./report";
import type { LimitsLooks } from "../limits/decide";
import type { LimitsLook } from "../limits/look";
import type { ScaleLooks } from "../scale/decide";
import type { ScaleLook } from "../scale/look";
import type { NotesByCluster, ServiceNotes } from "../stable/note";
import { withoutOptions } from "../without/names";
import { upToDateEverywhere } from "./up-to-date";

/** What the look at one cluster found. */
export type ClusterLook =
  /** The cluster's objects were compared. */
  | {
      readonly drift: readonly Drift[];
      /** What one update can't do at once without lost requests, in words. */
      readonly atOnce: readonly string[];
      readonly upToDate: ReadonlySet<Stage>;
      /** The stable versions that it notes. */
      readonly notes: ServiceNotes;
      /** The releases of which a VirtualService notes that they had a rollout. @default none */
      readonly rollouts?: readonly string[];
      /** Declared objects of which other field managers own fields, too. */
      readonly agreed: readonly Manifest[];
      readonly scale: ScaleLook;
      /** What limits of the stack compare. */
      readonly limits: LimitsLook;
    }
  /** Its objects may not be read, which the report says; the update goes on without them. */
  | { readonly unseen: string }
  /** Its objects can't be read, which stops the update; in words. */
  | { readonly unknown: string };

/** Either why the update must not begin, or what the look found besides. */
export type Verdict = { readonly refusal: string } | UpdateStart;

/** What an update knows of its clusters when it begins. */
export interface UpdateStart {
  /** The stages that are up to date in every cluster. */
  readonly upToDate: ReadonlySet<Stage>;
  /** The stable versions that clusters note. */
  readonly notes: NotesByCluster;
  /** The releases of which some cluster notes that they had a rollout. @default none */
  readonly rollouts?: ReadonlySet<string>;
  /**
   * Declared objects of which other field managers own fields, too, by the name of their cluster. The
   * stack takes field ownership of them when the update ends.
   */
  readonly agreed: ObjectsByCluster;
  /** What changes about the numbers of pods. */
  readonly scale: ScaleLooks;
  /** What limits of the stack compare; clusters that could not be read are left out. */
  readonly limits: LimitsLooks;
}

/**
 * Judges an update.
 *
 * @param looks by the names of the clusters
 * @param about `stack`: its name, and `leftOut`: the names of clusters that the run leaves out, for
 * the commands in the advice
 */
export function judgeClusters(
  found: ReadonlyMap<string, ClusterLook>,
  { stack, leftOut }: { readonly stack: string; readonly leftOut: readonly string[] },
): Verdict {
  const looks = [...found.values()];
  const unknown = [...found].flatMap(([cluster, look]) =>
    "unknown" in look ? [{ cluster, why: look.unknown }] : [],
  );
  if (unknown.length > 0) {
    const options = withoutOptions([...leftOut, ...unknown.map(({ cluster }) => cluster)]);
    return {
      refusal:
        `The update can't see whether another field manager changed an object: ${unknown.map(({ why }) => why).join("; ")}. ` +
        "The update changed nothing: all clusters serve as before." +
        (unknown.length < looks.length
          ? ` To update the others without it: npx gray up${options} -s ${stack}`
          : ""),
    };
  }
  const drift = looks.flatMap((look) => ("drift" in look ? look.drift : []));
  if (drift.length > 0)
    return {
      refusal:
        "Another field manager changed what this stack declares. The update changed nothing. " +
        "From: the declared value; to: the live value.\n\n" +
        `${driftText(drift)}\n\n${driftAdvice(drift, stack)}\n`,
    };
  const atOnce = looks.flatMap((look) => ("atOnce" in look ? look.atOnce : []));
  if (atOnce.length > 0)
    return {
      refusal: `One update can't do all of this without losing requests: ${[...new Set(atOnce)].join("; ")}. The update changed nothing.`,
    };
  // A cluster that can't be seen is up to date with nothing.
  return {
    upToDate: upToDateEverywhere(
      looks.map((look) => ("upToDate" in look ? look.upToDate : new Set())),
    ),
    notes: new Map(
      [...found].flatMap(([cluster, look]) =>
        "notes" in look ? [[cluster, look.notes] as const] : [],
      ),
    ),
    rollouts: new Set(looks.flatMap((look) => ("rollouts" in look ? (look.rollouts ?? []) : []))),
    agreed: new Map(
      [...found].flatMap(([cluster, look]) =>
        "agreed" in look && look.agreed.length > 0 ? [[cluster, look.agreed] as const] : [],
      ),
    ),
    scale: new Map(
      [...found].flatMap(([cluster, look]) =>
        "scale" in look ? [[cluster, look.scale] as const] : [],
      ),
    ),
    limits: new Map(
      [...found].flatMap(([cluster, look]) =>
        "limits" in look ? [[cluster, look.limits] as const] : [],
      ),
    ),
  };
}

/** The warning that the objects of a cluster were not compared. */
export function unseenWarning(cluster: string, why: string): string {
  return `The update can't see changes by other field managers in cluster ${cluster}: ${why}.`;
}
