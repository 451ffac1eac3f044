/**
 * The note of a service's stable version: an annotation of the VirtualService that holds its
 * weights. Pure.
 */
import { keyOf, type FieldTree, type LiveObject } from "../../model/live-object";
import type { ClusterPlan } from "../../model/plan/plan";

/** The annotation. Its name holds no "istio.io", so istiod pushes nothing when it changes. */
export const noteKey = "gray-release/stable";

/**
 * The field manager that writes notes: another one than the program's own, whose next write would
 * remove an annotation that no plan holds.
 */
export const noteManager = "gray-release-stable";

/** The stable version of a service, as one cluster notes it. */
export interface Note {
  readonly version: string;
  /** When it was noted, as RFC 3339; left out where managed fields don't say. */
  readonly time?: string;
  /** The field manager that noted it, where it is another one than {@link noteManager}. */
  readonly by?: string;
}

/** The notes of one cluster, by service; services without a note are left out. */
export type ServiceNotes = ReadonlyMap<string, Note>;

/** The notes of clusters by their names; a cluster whose notes could not be read is left out. */
export type NotesByCluster = ReadonlyMap<string, ServiceNotes>;

/** As much of a live VirtualService as holds a note. */
export type NotedObject = Pick<LiveObject, "metadata">;

/** The note of a VirtualService. */
export function noteOf({
  metadata: { annotations, managedFields = [] },
}: NotedObject): Note | undefined {
  const version = annotations?.[noteKey];
  if (!version) return undefined;
  const writer = managedFields.find(
    ({ fieldsV1 }) => below(fieldsV1, "f:metadata", "f:annotations", `f:${noteKey}`) !== undefined,
  );
  const { time, manager } = writer ?? {};
  return {
    version,
    ...(time !== undefined && { time }),
    ...(manager !== undefined && manager !== noteManager && { by: manager }),
  };
}

function below(tree: FieldTree | undefined, ...steps: readonly string[]): FieldTree | undefined {
  return steps.reduce((at, step) => at?.[step], tree);
}

/**
 * The notes of the services of a cluster.
 *
 * @param routes live VirtualServices, those of others included
 */
export function notesIn(plan: ClusterPlan, routes: readonly NotedObject[]): ServiceNotes {
  const byName = new Map(routes.map((one) => [keyOf(one), one]));
  return new Map(
    (plan.mesh?.routes ?? []).flatMap(({ service, namespace, name }): [string, Note][] => {
      const live = byName.get(keyOf({ metadata: { namespace, name } }));
      const note = live && noteOf(live);
      return note ? [[service, note]] : [];
    }),
  );
}

/** The patch that notes a version, and nothing else of the object. */
export function notePatch(version: string): object {
  return { metadata: { annotations: { [noteKey]: version } } };
}
