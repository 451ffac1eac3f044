// The objects of a stack at one moment, from a plan or from a state: what a comparison reads.
import type { Stage } from "../kinds";
import type { Manifest } from "../manifests/metadata";
import { once } from "../once";
import { manifests, type ReleasePlan } from "../plan/plan";
import { withoutEqualClusters } from "../preflight/equal-clusters";
import { isPrimary } from "../release/cluster-role";
import { stageOrder } from "../plan/order";
import { plannedOutside, type KnownOutside } from "./known-outside";

/** The objects of one cluster. */
export interface ClusterObjects {
  readonly name: string;
  /** Whether a mesh reads its Istio objects here. */
  readonly primary: boolean;
  readonly objects: readonly Manifest[];
}

/** The objects of a stack at one moment. */
export interface Snapshot {
  readonly clusters: readonly ClusterObjects[];
  /** The Services of others to which routes lead; left out where only a plan would know their names. */
  readonly outside?: readonly KnownOutside[];
}

/** The stages of an update in the order in which it applies them. */
export type StageOrder = readonly Stage[];

/**
 * What a plan leads to. Clusters that get the same objects share one list of them, so that whoever
 * compares lists looks at each one once: a hundred clusters are mostly a few groups.
 */
export function plannedSnapshot(plan: ReleasePlan): Snapshot {
  const { plan: groups, names } = withoutEqualClusters(plan);
  const objectsOf = new Map(
    groups.clusters.flatMap((one) => {
      const objects = manifests(one);
      return (names.get(one.cluster.name) ?? []).map((name) => [name, objects] as const);
    }),
  );
  return {
    clusters: plan.clusters.map(({ cluster }) => ({
      name: cluster.name,
      primary: isPrimary(cluster),
      objects: objectsOf.get(cluster.name) ?? [],
    })),
    outside: plannedOutside(plan),
  };
}

/**
 * Remembers what a function made of two lists of objects. A list that is not there, in a cluster that
 * comes or goes, is an empty one.
 */
export function perPair<T>(
  make: (before: readonly Manifest[], after: readonly Manifest[]) => T,
): (before?: ClusterObjects, after?: ClusterObjects) => T {
  const from = once((old: readonly Manifest[]) =>
    once((now: readonly Manifest[]) => make(old, now)),
  );
  return (before, after) => from(before?.objects ?? none)(after?.objects ?? none);
}

const none: readonly Manifest[] = [];

/** What a stack applied last, by the names of its clusters. */
export function appliedSnapshot(applied: ReadonlyMap<string, readonly Manifest[]>): Snapshot {
  return {
    clusters: [...applied].map(([name, objects]) => ({
      name,
      primary: objects.some(({ kind }) => kind === "DestinationRule"),
      objects: objects.map(withoutNotes),
    })),
  };
}

/** The order of the stages of a plan. */
export function orderOf({ release }: Pick<ReleasePlan, "release">): StageOrder {
  return stageOrder(release);
}

/** An object without the annotations that the engine's provider and the program read alone. */
function withoutNotes(object: Manifest): Manifest {
  const { annotations, ...metadata } = object.metadata;
  const kept = Object.entries(annotations ?? {}).filter(([key]) => !isNote(key));
  return {
    ...object,
    metadata: { ...metadata, ...(kept.length > 0 && { annotations: Object.fromEntries(kept) }) },
  };
}

function isNote(key: string): boolean {
  return key.startsWith("pulumi.com/");
}
