// The types of changes of a version, which a stack or one of its clusters makes.
import type { PodOverrides } from "./pod";
import type { VersionSpec } from "./release";
import type { AutoscaleSpec } from "./scaling";

/** Values by name; `null` removes the one that was declared before. */
type TextsOrNull = Readonly<Record<string, string | null>>;

/** The keys with a type of their own in changes. */
type Merged = "image" | "env" | "annotations" | "resources" | "autoscale" | "pod";

/** Changes of an autoscaler: the keys that differ; `null` removes one that was declared before. */
type AutoscaleChanges = {
  readonly [Key in Exclude<keyof AutoscaleSpec, "max">]?: AutoscaleSpec[Key] | null;
} & { readonly max?: number };

/**
 * Changes of a version. `env`, `annotations`, `resources`, `autoscale` and `pod` are merged by name, each other
 * key takes the place of the one before, and `null` removes what was declared before.
 */
export type VersionChanges = {
  readonly [Key in Exclude<keyof VersionSpec, Merged>]?: VersionSpec[Key] | null;
} & {
  readonly image?: string;
  readonly env?: TextsOrNull | null;
  readonly annotations?: TextsOrNull | null;
  readonly resources?: {
    readonly requests?: TextsOrNull | null;
    readonly limits?: TextsOrNull | null;
  } | null;
  readonly autoscale?: AutoscaleChanges | null;
  readonly pod?: PodOverrides | null;
};

/** The keys of a version that are the same in every cluster. */
type Alike =
  "container" | "labels" | "clusters" | "loadBalancer" | "connectionPool" | "outlierDetection";

/** Changes of a version in one cluster: all but what must be the same in every cluster. */
export type OwnVersionChanges = Omit<VersionChanges, Alike | "replicas"> & {
  /** Number of pods in this cluster. @default that of the version */
  readonly replicas?: Exclude<VersionSpec["replicas"], object> | null;
};

/** A version as one cluster has it: its `replicas` are those of this cluster. */
export interface VersionInCluster extends Omit<VersionSpec, "replicas"> {
  /** @default 1 */
  readonly replicas?: ReplicasInCluster;
}

/** The pods of a version in one cluster. */
export type ReplicasInCluster = Exclude<NonNullable<VersionSpec["replicas"]>, object>;
