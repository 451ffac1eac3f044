// The objects of a stack at one moment, from a plan or from a state: what a comparison reads.
import type { Stage } from "../kinds";
import type { Manifest } from "../manifests/metadata";
import { manifests, type ReleasePlan } from "../plan/plan";
import { isPrimary } from "../release/cluster-role";
import { stageOrder } from "../plan/order";

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
}

/** The stages of an update in the order in which it applies them. */
export type StageOrder = readonly Stage[];

/** What a plan leads to. */
export function plannedSnapshot(plan: ReleasePlan): Snapshot {
  return {
    clusters: plan.clusters.map((one) => ({
      name: one.cluster.name,
      primary: isPrimary(one.cluster),
      objects: manifests(one),
    })),
  };
}

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
