/** What primary clusters have of a rollout's record. */
import type { Release } from "../../../model/release/release";
import type { RolloutRecord } from "../../../model/rollout/record";
import type { ClusterApi } from "../../cluster-api";
import type { Result } from "../../result";

/** Where the records of a release are, in each of its primary clusters. */
export interface RecordPlace {
  /** Name of the release. */
  readonly release: string;
  /** Its namespace. */
  readonly namespace: string;
}

/** Where the records of a release are. */
export function recordPlace({ name, namespace }: Pick<Release, "name" | "namespace">): RecordPlace {
  return { release: name, namespace };
}

/** What reading and writing records needs of an API server. */
export type RecordApi = Pick<ClusterApi, "getDated" | "create" | "mergePatch">;

/** A primary cluster. */
export interface RecordCluster {
  /** Name of the cluster. */
  readonly cluster: string;
  /** Its client as soon as there is one, or why there is none. */
  readonly client: Result<RecordApi> | Promise<Result<RecordApi>>;
}

/** A record that a cluster has. */
export interface FoundCopy {
  readonly kind: "record";
  /** Name of the cluster. */
  readonly cluster: string;
  readonly record: RolloutRecord;
  /** Its resourceVersion, for a write that must not undo another one. */
  readonly version: string;
  /** The time at the cluster, in milliseconds since 1970, cut to whole seconds. */
  readonly nowMs: number;
}

/** A cluster without a record, or without the namespace. */
export interface NoCopy {
  readonly kind: "none";
  readonly cluster: string;
  readonly nowMs: number;
}

/**
 * A cluster whose record is not known:
 *
 * - `forbidden`: its user has no right to read it. `why` names the right and what prints it.
 * - `away`: it gave no answer that tells. `why` says what it did instead.
 * - `unreadable`: it has one that is broken, or that a newer gray-release wrote. `why` says what is
 *   wrong, and what to do.
 */
export interface UnknownCopy {
  readonly kind: "forbidden" | "away" | "unreadable";
  readonly cluster: string;
  readonly why: string;
}

/** What one primary cluster has of a record. */
export type Copy = FoundCopy | NoCopy | UnknownCopy;

/** What became of one cluster's copy. */
export interface CopyOutcome {
  readonly cluster: string;
  /**
   * `written`: it has the record now; `same`: it had it; `newer`: it has one that holds more, and
   * keeps it; `failed`: see `why`.
   */
  readonly kind: "written" | "same" | "newer" | "failed";
  readonly why?: string;
}
